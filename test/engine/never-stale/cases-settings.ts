/** Settings that decide how all is compiled: there and back, while a source changes. */
import { type Edit, EQUAL, OLD, replace, write } from './edits.ts';
import type { Case } from './judge.ts';
import { constant, SOURCES } from './values.ts';

const leaf = (value: string): Edit => write(SOURCES.LEAF, constant('LEAF', value), OLD);

/** Another setting with another source, on a base image of its own; then the setting as it was with a third source. */
const thereAndBack = (name: string, there: readonly Edit[], back: readonly Edit[]): Case => ({
  name,
  steps: [
    { ownBase: true, edits: [...there, leaf('three')] },
    { edits: [...back, leaf('fifteen')] },
  ],
});

const RAISED = ['Cargo.toml', 'Cargo.lock'].map((file) =>
  replace(file, '"0.1.0"', '"0.1.12"', EQUAL),
);
const LOWERED = ['Cargo.toml', 'Cargo.lock'].map((file) =>
  replace(file, '"0.1.12"', '"0.1.0"', EQUAL),
);

const BUILT = '[build]\nbuild-dir = "{workspace-root}/built"\n\n';

/** See the names. */
export const SETTING_CASES: readonly Case[] = [
  thereAndBack(
    'a feature switched on and off',
    [replace('crates/answer/Cargo.toml', 'default = []', 'default = ["loud"]', EQUAL)],
    [replace('crates/answer/Cargo.toml', 'default = ["loud"]', 'default = []', EQUAL)],
  ),
  thereAndBack(
    'a flag of the profile set and unset',
    [replace('Cargo.toml', 'debug = false', 'debug = false\ndebug-assertions = false', EQUAL)],
    [replace('Cargo.toml', '\ndebug-assertions = false', '', EQUAL)],
  ),
  thereAndBack('the version, in the manifest and Cargo.lock, raised and lowered', RAISED, LOWERED),
  {
    // The base image's lock file has no versions of own crates; those of the sources are put into it.
    name: 'the version raised and lowered, on one base image',
    steps: [{ edits: [...RAISED, leaf('three')] }, { edits: [...LOWERED, leaf('fifteen')] }, {}],
  },
  thereAndBack(
    'a variable of the environment, in the settings of cargo, changed and changed back',
    [replace('.cargo/config.toml', '"one"', '"three"', EQUAL)],
    [replace('.cargo/config.toml', '"three"', '"one"', EQUAL)],
  ),
  {
    name: 'another folder for what is between sources and binaries, in the settings of cargo, then nothing',
    steps: [
      { ownBase: true, edits: [replace('.cargo/config.toml', '[env]', `${BUILT}[env]`, EQUAL)] },
      { ownBase: true },
    ],
  },
  {
    name: 'another profile, and back',
    steps: [
      { ownBase: true, environment: { PROFILE: 'release' }, edits: [leaf('three')] },
      { edits: [leaf('fifteen')] },
      {},
    ],
  },
];
