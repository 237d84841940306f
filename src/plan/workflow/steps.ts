/** The steps of a workflow's jobs, each a value, so that a job is a list of them. */
import { shellWord } from '../command.ts';
import { bakeFilePath } from '../files.ts';
import { ACTIONS } from './actions.ts';
import { github, quoted } from './expressions.ts';
import type { Step, Values } from './workflow-plan.ts';

/** The commit, without leaving the job's token in the checkout's configuration. */
export const checkout: Step = {
  name: 'Check out',
  uses: ACTIONS.checkout,
  with: { 'persist-credentials': 'false' },
};

/** A builder of its own. */
export const setUpBuildx: Step = { name: 'Set up buildx', uses: ACTIONS.buildx, with: {} };

/** Node; without a version the one of package.json. No cache that one pull request leaves for the next. */
export function setUpNode(version: string | undefined): Step {
  const chosen: Values =
    version === undefined ? { 'node-version-file': 'package.json' } : { 'node-version': version };
  return {
    name: 'Set up Node',
    uses: ACTIONS.node,
    with: { ...chosen, 'package-manager-cache': 'false' },
  };
}

/** Whether the committed files are what the model says. */
export const check: readonly Step[] = [
  { name: 'Install', run: ['npm ci'] },
  { name: 'Check the generated files', run: ['npm run check'] },
];

const RELEASE = 'release';

/** A release's version, from its tag. Whether it is one, the bake file says. */
export function nameRelease(prefix: string): Step {
  const version = prefix === '' ? '$GITHUB_REF_NAME' : `\${GITHUB_REF_NAME#${prefix}}`;
  return {
    name: 'Take the version from the tag',
    id: RELEASE,
    if: "github.ref_type == 'tag'",
    run: [`echo "version=${version}" >> "$GITHUB_OUTPUT"`],
  };
}

/** That version, and another text where the job is for no tag. */
export function releaseVersion(otherwise: string): string {
  const version = `steps.${RELEASE}.outputs.version`;
  return github(otherwise === '' ? version : `${version} || ${quoted(otherwise)}`);
}

/** Stops where nobody has said yet which role it is: AWS would be asked in vain. */
export function requireRole(name: string): Step {
  const what = `set the variable ${name} of this repository to the ARN of the role that may push`;
  return {
    name: 'Require a role',
    env: { ROLE: github(`vars.${name}`) },
    run: [`: "\${ROLE:?${what}}"`],
  };
}

/** Credentials of the role for an hour, by GitHub's own token for this job. */
export function assumeRole(
  name: string,
  { region, account }: { readonly region: string; readonly account: string | undefined },
): Step {
  return {
    name: 'Assume the role',
    uses: ACTIONS.credentials,
    with: {
      'role-to-assume': github(`vars.${name}`),
      'aws-region': region,
      ...(account === undefined ? {} : { 'allowed-account-ids': account }),
    },
  };
}

const LOGIN = 'login';

/** Docker's login at the account's registry; the action logs out at the job's end. */
export const logIn: Step = { name: 'Log in to ECR', id: LOGIN, uses: ACTIONS.login, with: {} };

/** The host of that registry. */
export const loggedInTo = github(`steps.${LOGIN}.outputs.registry`);

/** What one bake is told. */
export interface BakeStep {
  readonly tree: string;
  /** The name that is baked. */
  readonly word: string;
  readonly env: Values;
}

/** Bakes everything and keeps nothing but the builder's cache: no image is loaded or pushed. */
export function build({ tree, word, env }: BakeStep): Step {
  const run = bakeLine(tree, ["--set '*.output=type=cacheonly'", shellWord(word)]);
  return { name: 'Bake without pushing', ...(isEmpty(env) ? {} : { env }), run };
}

const PUSH = 'push';
const METADATA = '"$RUNNER_TEMP/pushed.json"';

/** What was pushed, as JSON: `[{ target, names, digest }]`, for what comes after. */
export const pushedImages = github(`steps.${PUSH}.outputs.images`);

/** The same bake, out of the builder's cache, and its images pushed, as `options` say. */
export function push(
  { tree, word, env }: BakeStep,
  { registry, options }: { readonly registry: string; readonly options: readonly string[] },
): readonly Step[] {
  return [
    {
      name: 'Push',
      id: PUSH,
      env,
      run: [
        `: "\${${registry}:?no registry is known, and Docker Hub would be pushed to}"`,
        ...bakeLine(tree, [...options, `--metadata-file ${METADATA}`, shellWord(word)]),
        "images=$(jq -c '",
        ...IMAGES.map((line) => `  ${line}`),
        `' ${METADATA})`,
        'echo "images=$images" >> "$GITHUB_OUTPUT"',
      ],
    },
    {
      name: 'Say what was pushed',
      env: { IMAGES: pushedImages },
      run: [
        '{',
        "  echo '| image | digest |'",
        "  echo '| --- | --- |'",
        `  jq -r '${ROWS}' <<< "$IMAGES"`,
        '} >> "$GITHUB_STEP_SUMMARY"',
      ],
    },
  ];
}

/** Targets that are only linked to are in the metadata, too, and have no digest. */
const IMAGES = [
  '[to_entries[]',
  '| select(.value | type == "object" and has("containerimage.digest"))',
  '| {',
  '  target: .key,',
  '  names: (.value["image.name"] | split(",")),',
  '  digest: .value["containerimage.digest"]',
  '}]',
];

const ROWS = '.[] | .digest as $digest | .names[] | "| `\\(.)` | `\\($digest)` |"';

/** The command, an option a line. */
function bakeLine(tree: string, options: readonly string[]): readonly string[] {
  const parts = [`docker buildx bake -f ${shellWord(bakeFilePath(tree))}`, ...options];
  return parts.map((part, index) => {
    const indented = index === 0 ? part : `  ${part}`;
    return index === parts.length - 1 ? indented : `${indented} \\`;
  });
}

function isEmpty(values: Values): boolean {
  return Object.keys(values).length === 0;
}
