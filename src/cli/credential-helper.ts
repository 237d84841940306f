#!/usr/bin/env node
/** `docker-credential-baketree`: the credential helper, a program of its own that docker starts. */
import { answerCredential } from '../commands/credential.ts';
import { askDesk } from '../io/token-desk.ts';

/** Set by the build from package.json. */
declare const VERSION: string;

const { env, argv, stdin } = process;
const socket = env.BAKETREE_DESK;

async function input(): Promise<string> {
  let text = '';
  for await (const piece of stdin.setEncoding('utf8')) text += piece;
  return text;
}

const answer = await answerCredential(argv[2], input, {
  desk: socket ? (host) => askDesk(socket, host) : undefined,
  ask: async (_, place) => {
    // Loaded only here: it takes several times as long as all the rest.
    const { askToken } = await import('../io/ecr-token.ts');
    env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    if (place?.fips) env.AWS_USE_FIPS_ENDPOINT = 'true';
    const region = place?.region ?? env.AWS_REGION ?? '';
    const stop = new AbortController().signal;
    return askToken({ region, environment: env, stop });
  },
  registry: env.REGISTRY,
  version: VERSION,
});
process.stderr.write(answer.stderr ?? '');
// A program that should give credentials and never ends would keep us, and docker with us.
process.stdout.write(answer.stdout, () => process.exit(answer.exitCode));
