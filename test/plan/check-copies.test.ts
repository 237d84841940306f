/** What a template takes from its context and its own ignore lines take away; what is not plain is left alone. */
import { template } from 'baketree';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/parse/dockerfile.ts';
import { checkCopies } from '../../src/plan/check-copies.ts';
import { linesOf, told } from './support.ts';

const locate = (line: number) => ({ file: 'loom.Dockerfile.hbs', line });
const line = linesOf(import.meta.url);

/** The paths of a step that are told to be hidden. */
function hidden(step: string, ignore: readonly string[] = ['*', '!yarn']): readonly string[] {
  const facts = parseDockerfile('', `FROM scratch\n${step}\n`);
  expect(facts.problems).toEqual([]);
  const found = checkCopies(facts, template('loom', { ignore }), locate);
  return found.map(({ summary }) => /takes "(.*?)"/.exec(summary)?.[1] ?? '');
}

test('a path is told with its line, the pattern, and where that was declared', () => {
  const loom = template('loom', { ignore: ['*', '!yarn'] });
  const facts = parseDockerfile('', 'FROM scratch\nCOPY yarn /\nCOPY \\\n  cloth /\n');
  expect(told(checkCopies(facts, loom, locate))).toEqual([
    {
      code: 'copy-ignored',
      summary:
        'COPY takes "cloth" from the context, where "*" in ignore of template "loom" hides it',
      at: 'loom.Dockerfile.hbs:4',
      also: `declared at ${line('const loom = template')}`,
      expected: "'!cloth' behind it",
    },
  ]);
});

test.each<[string, readonly string[]]>([
  ['COPY cloth thread yarn /', ['cloth', 'thread']],
  ['COPY ["my cloth", "/"]', ['my cloth']],
  ['COPY --link --chown=1:1 ./cloth/ /', ['./cloth/']],
  ['COPY ../cloth /', ['../cloth']],
  ['ADD cloth.tar /', ['cloth.tar']],
  ['RUN --mount=type=bind,source=cloth,target=/c true', ['cloth']],
])('%s', (step, paths) => {
  expect(hidden(step)).toEqual(paths);
});

test.each([
  'COPY . /',
  'COPY / /',
  'COPY yarn/red /',
  'COPY cl?th [a-c]loth cloth* /',
  'ARG X=yarn\nCOPY $X /',
  'COPY c\\loth /',
  'COPY --from=other cloth /',
  'COPY <<EOF /cloth\nx\nEOF',
  'ADD https://example.com/cloth git@example.com:cloth github.com/a/cloth /',
  'ONBUILD COPY cloth /',
  'RUN --mount=type=bind,from=other,source=cloth,target=/c true',
  'RUN --mount=type=bind,target=/c true',
  'RUN --mount=type=cache,source=cloth,target=/c,id=c,sharing=locked true',
])('%s is left alone', (step) => {
  expect(hidden(step)).toEqual([]);
});

test('patterns that are none are left to docker', () => {
  expect(hidden('COPY cloth /', ['*', '![b-a]'])).toEqual([]);
});
