/**
 * Random edits of a generated workspace, each baked on the cache that the ones before it left, and asked.
 * The answer must be that of a clean build. `BAKETREE_SEED=<number>` repeats a run.
 */
import { chmod, lutimes, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type ColonyProject, chefImage, LONG } from '../../support/colony-project.ts';
import { testThat } from '../../support/needs.ts';
import { type Answer, readAnswer } from './answers.ts';
import { EQUAL, FUTURE, OLD } from './edits.ts';
import { type Entry, filesOf } from './random-files.ts';
import {
  type Dice,
  editAtRandom,
  firstWorkspace,
  rollDice,
  type Workspace,
} from './random-workspace.ts';
import { type Baked, makeProject, makeRoom, VARIANTS, type Variant } from './room.ts';

/** Of each of two sequences. With BAKETREE_FULL=1 they make a hundred; otherwise fewer, for the time they take. */
const EDITS = process.env.BAKETREE_FULL ? 50 : 20;
const SEED = Number(process.env.BAKETREE_SEED ?? Date.now() % 1_000_000);

let projects: Readonly<Record<Variant, ColonyProject>>;

beforeAll(async () => {
  projects = { with: await makeProject('with'), without: await makeProject('without') };
});

// Cache mounts stay for the engine to collect: while tests pruned them, builds beside them found nothing of
// what they had cached.
afterAll(async () => {
  for (const variant of VARIANTS) await projects[variant].remove();
}, LONG);

/** Every state of a sequence, the first included. */
function statesOf(dice: Dice): readonly Workspace[] {
  const history = [firstWorkspace(dice)];
  for (let edit = 0; edit < EDITS; edit++) history.push(editAtRandom(history, dice));
  return history;
}

/** Writes each state into a folder of its own. What changed gets any time, now and then all does. */
async function writeStates(states: readonly Workspace[], folders: readonly string[], dice: Dice) {
  const times = new Map<string, { readonly entry: string; readonly time: Date }>();
  const anyTime = () => dice.oneOf([OLD, EQUAL, FUTURE, new Date()]);
  for (const [index, state] of states.entries()) {
    const folder = folders[index] as string;
    const anew = dice.below(8) === 0;
    for (const [file, content] of filesOf(state)) {
      const entry = JSON.stringify(content);
      const last = times.get(file);
      const time = !anew && last?.entry === entry ? last.time : anyTime();
      times.set(file, { entry, time });
      await writeEntry(path.join(folder, file), content, time);
    }
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const time = anyTime();
      if (entry.isDirectory()) await lutimes(path.join(entry.parentPath, entry.name), time, time);
    }
  }
}

async function writeEntry(file: string, content: Entry, time: Date): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  if ('link' in content) await symlink(content.link, file);
  else {
    await writeFile(file, content.text);
    await chmod(file, content.mode);
  }
  await lutimes(file, time, time);
}

/** What a clean build of each folder says; `undefined` where it does not compile. All in one container. */
async function cleanAnswers(folders: readonly string[]): Promise<readonly (Answer | undefined)[]> {
  const script = [
    'for name; do',
    '  cd "/states/$name"',
    '  if cargo build --quiet --offline --locked --target-dir "/tmp/$name" 2> /dev/null',
    '  then "/tmp/$name/debug/backend"; else echo does-not-compile=; fi',
    '  echo "== $name"',
    '  rm -rf "/tmp/$name"',
    'done',
  ].join('\n');
  const chef = chefImage();
  const [parent, names] = [
    path.dirname(folders[0] ?? ''),
    folders.map((each) => path.basename(each)),
  ];
  const container = ['--rm', '--name', `${names[0]}-clean`, '--network=none'];
  const { stdout } = await execa('docker', [
    ...['run', ...container, '--volume', `${parent}:/states:ro`],
    ...[chef, 'sh', '-euc', script, 'sh', ...names],
  ]);
  const answers = stdout.split(/^== .*\n?/m).map((text) => readAnswer(text));
  return answers
    .slice(0, names.length)
    .map((each) => ('does-not-compile' in each ? undefined : each));
}

const SEQUENCES = [1, 2] as const;

/** The states of a sequence, each in a checkout of its own, in one room. */
async function checkOutAll(project: ColonyProject, sequence: number) {
  const dice = rollDice(SEED + sequence);
  const states = statesOf(dice);
  const name = `random${sequence}`;
  const room = makeRoom(project, name, { base: `${name}-base`, make: async () => {} });
  const names = states.map((_state, index) => (index === 0 ? 'main' : `state${index}`));
  const folders = await Promise.all(names.map((each) => room.checkout(each)));
  await writeStates(states, folders, dice);
  await room.bakeBase();
  return { room, names, folders };
}

describe('random edits', () => {
  const clean = new Map<number, readonly (Answer | undefined)[]>();

  for (const sequence of SEQUENCES) {
    testThat(
      'needs-engine',
      `sequence ${sequence}: after each of ${EDITS} the answer is that of a clean build`,
      async () => {
        const { room, names, folders } = await checkOutAll(projects.with, sequence);
        const cleaning = cleanAnswers(folders);
        const baked: Baked[] = [];
        for (const name of names) baked.push(await room.bake(name));
        const answers = await cleaning;
        clean.set(sequence, answers);
        expect(answers.filter((answer) => answer !== undefined).length).toBeGreaterThan(EDITS / 3);
        for (const [index, { answer, log }] of baked.entries()) {
          const repeat = `edit ${index} of sequence ${sequence}; to repeat: BAKETREE_SEED=${SEED}`;
          expect(answer, `${repeat}\n${log}`).toEqual(answers[index]);
        }
      },
      LONG,
    );
  }

  testThat(
    'needs-engine',
    'without the step that gives content its times, some answer of a sequence is another one',
    async () => {
      // Of few edits it can be that none goes wrong; of two sequences hardly.
      for (const sequence of SEQUENCES) {
        const answers = clean.get(sequence) ?? [];
        const { room, names } = await checkOutAll(projects.without, sequence);
        for (const [index, name] of names.entries()) {
          const { answer } = await room.bake(name);
          if (JSON.stringify(answer) !== JSON.stringify(answers[index])) return;
        }
      }
      expect.fail(`all were right; to repeat: BAKETREE_SEED=${SEED}`);
    },
    LONG,
  );
});
