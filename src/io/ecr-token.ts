/** Tokens of Amazon ECR: the one call that gives a password for a registry. */
import type { GetAuthorizationTokenCommandOutput } from '@aws-sdk/client-ecr';
import { BaketreeError } from '../errors.ts';
import { type AwsSettings, ecrClient, send } from './aws-client.ts';

/** What AWS says of a token. */
export interface AnsweredToken {
  readonly user: string;
  readonly password: string;
  /** When it ends and what time it is, both by AWS's clock, in milliseconds since 1970. */
  readonly expires: number;
  readonly now: number;
}

/**
 * Asks for a token. It is for every registry that the credentials may use; the address that comes with it
 * is not looked at, as whoever answers could name any. Throws problems of AWS.
 */
export async function askToken(settings: AwsSettings): Promise<AnsweredToken> {
  const { GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
  const connection = await ecrClient(settings);
  const { client } = connection;
  const answer = await send('GetAuthorizationToken', connection, {
    run: (options) => client.send(new GetAuthorizationTokenCommand({}), options),
  });
  const { systemClockOffset } = client.config;
  client.destroy();
  if ('exception' in answer) throw new BaketreeError([NO_TOKEN]);
  return { ...tokenIn(answer), now: Date.now() + systemClockOffset };
}

function tokenIn({ authorizationData }: GetAuthorizationTokenCommandOutput) {
  const { authorizationToken = '', expiresAt } = authorizationData?.[0] ?? {};
  const text = Buffer.from(authorizationToken, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) throw new BaketreeError([NO_TOKEN]);
  const [user, password] = [text.slice(0, colon), text.slice(colon + 1)];
  return { user, password, expires: expiresAt?.getTime() ?? 0 };
}

const NO_TOKEN = {
  code: 'aws-failed',
  summary: 'AWS failed at GetAuthorizationToken: its answer has no token',
} as const;
