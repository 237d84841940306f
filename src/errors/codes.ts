/** The closed set of problem codes: what can be wrong, and whose turn it then is. */
import { AWS_CODES } from './aws-codes.ts';

/** Whose turn it is to act: the author of the input, `generate`, an outside tool, or nobody. */
export type ErrorKind = 'input' | 'stale' | 'tool' | 'interrupted';

/** What is known of a problem code. */
export interface CodeInfo {
  readonly kind: ErrorKind;
  /** What it is about; docs/errors.md has it. */
  readonly means: string;
}

/** Every code a problem can have. The list is closed: a test wants a screen for each. */
export const PROBLEM_CODES = {
  // usage
  'usage-option': {
    kind: 'input',
    means: 'the command line has an option or word that does not exist or cannot be meant',
  },
  'usage-npm-swallowed': {
    kind: 'input',
    means: 'an option stood before `--`, so npm took it for itself',
  },
  'usage-unknown-target': { kind: 'input', means: 'nothing has the name that was asked for' },
  'usage-ambiguous-target': {
    kind: 'input',
    means: 'several trees have the name that was asked for',
  },
  // configuration and environment
  'config-missing': {
    kind: 'input',
    means: 'there is no baketree.config.ts in the folder or above it',
  },
  'config-invalid': {
    kind: 'input',
    means: 'baketree.config.ts cannot be loaded, or exports no trees',
  },
  'variable-invalid': {
    kind: 'input',
    means: 'a variable has a value that its declaration refuses',
  },
  'platform-unsupported': {
    kind: 'input',
    means: 'another platform than linux/amd64 was asked for',
  },
  'push-without-registry': {
    kind: 'input',
    means: 'a tag without a registry would be pushed to Docker Hub',
  },
  'pull-with-local-image': {
    kind: 'input',
    means: '`--pull` would ask a registry for an image that is only taken from the local store',
  },
  'image-stale': {
    kind: 'input',
    means: 'an image that is only taken from the local store was made from something else',
  },
  'path-outside': {
    kind: 'input',
    means: 'a tree reads or writes outside the project, and no path variable says so',
  },
  'path-missing': {
    kind: 'input',
    means:
      'a folder or file is not there, or is the other of the two, or the folder lacks what it must have',
  },
  'path-remote': {
    kind: 'input',
    means: 'an address stands where a folder of this machine is needed',
  },
  // the model
  'name-illegal': {
    kind: 'input',
    means: 'a name has characters that bake, disks or environments refuse',
  },
  'name-duplicate': {
    kind: 'input',
    means: 'two things have one name; bake would merge them in silence',
  },
  cycle: { kind: 'input', means: 'targets or groups use each other in a circle' },
  'reference-unknown': {
    kind: 'input',
    means: 'something is used and not declared, or declared and not used',
  },
  'group-empty': { kind: 'input', means: 'a group has no members' },
  'axis-empty': { kind: 'input', means: 'an axis has no values' },
  'axis-duplicate': {
    kind: 'input',
    means: 'an axis has a value twice, or two axes have one name',
  },
  'cell-excluded': {
    kind: 'input',
    means: 'a cell that is excluded is asked for, or an edge leads to it',
  },
  'cell-none': { kind: 'input', means: 'the exclusions leave a target without any cell' },
  'tag-collision': { kind: 'input', means: 'two targets have the same tag in some branch' },
  'cache-collision': { kind: 'input', means: 'two targets write the same cache in some branch' },
  'image-invalid': { kind: 'input', means: 'an image reference is not valid in some branch' },
  'variable-hijacked': {
    kind: 'input',
    means: 'a variable has a name that environments set for other purposes',
  },
  'expression-invalid': {
    kind: 'input',
    means: 'an expression or validation cannot be what it should',
  },
  'attribute-invalid': { kind: 'input', means: "an attribute's value has the wrong shape" },
  'attribute-too-new': {
    kind: 'input',
    means: "an attribute is newer than the tree's oldest buildx, which would drop it",
  },
  'workflow-invalid': {
    kind: 'input',
    means: 'a workflow is declared with something that GitHub or bake would not take',
  },
  // templates against targets
  'template-missing': { kind: 'input', means: "a target's template has no file" },
  'template-invalid': {
    kind: 'input',
    means: 'a template cannot be rendered, or is no Dockerfile',
  },
  'template-unused': { kind: 'input', means: 'a template file that no target uses' },
  'argument-undeclared': {
    kind: 'input',
    means: 'an argument is passed or used where no ARG declares it',
  },
  'argument-missing': {
    kind: 'input',
    means: 'a declared argument has no default and gets no value',
  },
  'argument-conflict': {
    kind: 'input',
    means: 'two edges bring different values for one argument',
  },
  'argument-secret': {
    kind: 'input',
    means: "an argument looks like a secret; arguments stay in an image's history",
  },
  'context-unused': { kind: 'input', means: 'a context that the Dockerfile does not use' },
  'secret-unused': { kind: 'input', means: 'a secret that no step reads' },
  'secret-missing': {
    kind: 'input',
    means: 'a step requires a secret that the target does not give',
  },
  'from-unknown': { kind: 'input', means: 'a FROM or --from leads nowhere' },
  'copy-ignored': {
    kind: 'input',
    means: "a step takes from the context what its template's own ignore lines take away",
  },
  'mount-incomplete': {
    kind: 'input',
    means: 'a cache mount without id or sharing, or a mount option that does not exist',
  },
  // generated files
  'file-edited': { kind: 'stale', means: 'a generated file was edited by hand' },
  'file-stale': { kind: 'stale', means: 'the model would now write a file differently' },
  'file-missing': { kind: 'stale', means: 'a generated file is not there' },
  'file-left-over': { kind: 'stale', means: 'nothing declares a generated file any more' },
  'file-foreign': {
    kind: 'stale',
    means: 'a file that is not ours stands where one of ours should',
  },
  'bake-file-unreadable': { kind: 'input', means: 'a bake file that was edited cannot be parsed' },
  // outside tools
  'docker-missing': { kind: 'tool', means: 'there is no docker' },
  'docker-unreachable': { kind: 'tool', means: 'the docker daemon does not answer' },
  'buildx-missing': { kind: 'tool', means: 'docker has no buildx plugin' },
  'buildx-old': { kind: 'tool', means: 'buildx is older than the tree needs' },
  'builder-unsuitable': {
    kind: 'tool',
    means: 'the builder cannot be used, or cannot see local images',
  },
  'image-missing': {
    kind: 'tool',
    means: 'an image that is only taken from the local store is not there',
  },
  'bake-failed': { kind: 'tool', means: 'docker buildx bake failed; its own output says why' },
  'push-failed': {
    kind: 'tool',
    means: 'a push did not end well; it says which tags moved and which did not',
  },
  'push-unread': {
    kind: 'tool',
    means:
      'bake has pushed, but what tags lead to in the registry could not be read, or is nothing',
  },
  'cosign-missing': { kind: 'tool', means: 'there is no Cosign, or it cannot be started' },
  'cosign-old': { kind: 'tool', means: 'Cosign is older than signing needs' },
  'sign-key': {
    kind: 'input',
    means:
      'the key that COSIGN_KEY names cannot be used, or a file that signing needs cannot be read',
  },
  'sign-identity': {
    kind: 'input',
    means: 'there is no key to sign with, and no identity to sign with instead',
  },
  'sign-reference': {
    kind: 'input',
    means: 'what should be signed is no digest of an image in its registry',
  },
  'sign-failed': {
    kind: 'tool',
    means: 'an image is in its registry and not signed; it says which are signed and which are not',
  },
  'docker-config-invalid': {
    kind: 'input',
    means: "docker's own config.json cannot be read as JSON, so nothing can be added to it",
  },
  'disk-failed': { kind: 'tool', means: 'a file could not be read or written' },
  'engine-unsupported': { kind: 'tool', means: 'this machine cannot be given an engine' },
  'engine-failed': { kind: 'tool', means: 'a step of `npm run engine` failed' },
  ...AWS_CODES,
  interrupted: { kind: 'interrupted', means: 'Ctrl-C, or a signal that ends a program' },
} as const satisfies Record<string, CodeInfo>;

/** One of the closed set of problem codes. */
export type ProblemCode = keyof typeof PROBLEM_CODES;
