/** The grammar of the command line: verbs, and the options of each, with what help says of them. */
import { BAKE_OPTIONS, type OptionKind } from '../plan/bake-options.ts';

/** One option. */
export interface Option {
  readonly kind: OptionKind;
  readonly text: string;
}

/** One verb. */
export interface Verb {
  readonly text: string;
  /** Whether words may follow: targets, groups or trees. */
  readonly words: boolean;
  /** How other words are shown, and what they are, a line each. Absent: targets, groups or trees. */
  readonly usage?: {
    readonly short: string;
    readonly lines: readonly string[];
    /** What can be typed behind the verb as it stands, with an option. */
    readonly example: string;
  };
  readonly options: Readonly<Record<string, Option>>;
  /** Whether it takes the options of `docker buildx bake`, too. */
  readonly bakes: boolean;
}

const flag = (text: string): Option => ({ kind: 'flag', text });
const json = flag('print the result as JSON on stdout');

/** The options that every verb has. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  help: flag('show this'),
  version: flag('show the version'),
};

/** The verbs, in the order in which help lists them. */
export const VERBS = {
  bake: {
    text: 'bake targets, groups or trees',
    words: true,
    options: {
      'dry-run': flag('print the command as a line for a shell, and run nothing'),
      yes: flag('do not ask before a first write to an account, or a signature'),
      sign: flag('a push: sign what was pushed with Cosign, by digest'),
      json,
    },
    bakes: true,
  },
  generate: {
    text: 'write bake files and Dockerfiles, never over an edit',
    words: false,
    options: {
      discard: { kind: 'list', text: 'throw away the edits in this file' },
      json,
    },
    bakes: false,
  },
  check: {
    text: 'say of each generated file whether it is as it should be',
    words: false,
    options: { json },
    bakes: false,
  },
  plan: {
    text: 'show what a bake would do, and run nothing',
    words: true,
    options: { json },
    bakes: true,
  },
  list: {
    text: 'list what can be baked: groups, targets, cells; and variables',
    words: true,
    options: { json },
    bakes: false,
  },
  ecr: {
    text: 'see to the repositories that a tree declares, in Amazon ECR',
    words: true,
    usage: {
      short: 'plan|apply|login',
      example: 'plan -- --json',
      lines: [
        'plan   show what is other than declared, and change nothing',
        'apply  make the calls that plan shows; no repository is ever deleted',
        "login  let your own docker ask our helper for the registry's password",
        'tree   without one, the first tree that declares repositories',
      ],
    },
    options: {
      yes: flag('do not ask before the first write to an account'),
      remove: flag('login: take out what login wrote'),
      json,
    },
    bakes: false,
  },
  sign: {
    text: 'sign pushed images with Cosign, by digest',
    words: true,
    usage: {
      short: 'image@digest..',
      // No digest is everybody's.
      example: '-- --help',
      lines: [
        'image@digest  as a push prints it: host/repository@sha256:...',
        'COSIGN_KEY in the environment names the key: a file, a KMS URI or env://NAME;',
        'without it Cosign asks for an identity (docs/signing.md)',
      ],
    },
    options: { yes: flag("do not show Cosign's question about the public log"), json },
    bakes: false,
  },
} as const satisfies Record<string, Verb>;

/** The name of a verb. */
export type VerbName = keyof typeof VERBS;

const TEXTS: Readonly<Record<string, string>> = {
  allow: 'permit what targets ask for, like network.host',
  builder: 'the builder to use',
  call: 'look and build nothing: check, outline or targets',
  check: 'the same as --call=check',
  debug: "docker's own debug output",
  list: 'list targets or variables, and build nothing',
  load: 'put the images into the local store',
  'metadata-file': 'write what was made into this file, as JSON',
  'no-cache': 'build every step anew',
  policy: 'a policy for sources: filename=path',
  print: 'print the resolved targets, and build nothing',
  progress: 'auto, plain, tty, quiet or rawjson',
  provenance: 'attest how it was made: true, false or mode=max',
  pull: 'ask registries for newer images',
  push: 'build everything, then push it (docs/ecr.md)',
  sbom: 'attest what is in it: true or false',
  set: "override a target's value: target.attribute=value",
  var: 'refused: write NAME=value before the command',
};

/** The options of `docker buildx bake`, with what help says of them. */
export const PASSED_ON: Readonly<Record<string, Option>> = Object.fromEntries(
  Object.entries(BAKE_OPTIONS).map(([name, kind]) => [name, { kind, text: TEXTS[name] ?? '' }]),
);

/** Every option that a verb takes. */
export function optionsOf(verb: Verb): Readonly<Record<string, Option>> {
  return { ...verb.options, ...COMMON_OPTIONS, ...(verb.bakes ? PASSED_ON : {}) };
}
