import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkMounts,
  checkReferences,
  parseDockerfile,
  resolveSource,
} from '../../src/parse/dockerfile.ts';

const SEEDS = [
  '# syntax=docker/dockerfile:1\n# escape=`\nARG FLAVOUR=alpine\nFROM packages-${FLAVOUR:-x} AS base\nRUN a `\n  b\n',
  'FROM rust AS chef\nRUN --mount=type=cache,target=/x,id=i,sharing=locked --mount=type=secret,id=ca,required \\\n  # why\n  cargo chef cook $PROFILE\n',
  'FROM a AS b\nCOPY --from=b --chmod=0755 --link ["x", "y"]\nRUN <<EOF\nFROM x\n${X:-$Y}\nEOF\nCOPY <<-A <<"B" /d/\n\tA\nx\nB\n',
  'FROM a\r\nENV A=1 B="x y" C=\'z\' \\\r\n D=e\r\nLABEL a b c\r\nHEALTHCHECK --interval=5s CMD curl x\r\nONBUILD RUN --mount=target=/x y\r\n',
  '\uFEFFFROM scratch\nARG A B=1 C="d e"\nEXPOSE 80 $P\nUSER $U\nVOLUME ["/x"]\nSHELL ["/bin/sh"]\nCMD ["x"]\n',
];
const PIECES = [
  '\\',
  '\\\n',
  '\n',
  '\r',
  '\r\n',
  '`',
  '"',
  "'",
  '$',
  '${',
  '}',
  ':-',
  '<<',
  '<<EOF',
  '<<-',
  'EOF\n',
  '--',
  '--mount=',
  '--from=',
  'type=',
  ',',
  '=',
  '[',
  ']',
  '#',
  ' ',
  '\t',
  '\0',
  '\u00a0',
  '😀',
  '\nFROM ',
  '\nONBUILD ',
  '\nENV ',
  '\nARG ',
  ' AS ',
  '0',
  '__proto__',
];

const cut = fc.record({
  at: fc.nat(400),
  drop: fc.nat(8),
  add: fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 3 })),
});
const mutated = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(cut, { minLength: 1, maxLength: 6 }))
  .map(([seed, cuts]) =>
    cuts.reduce((text, { at, drop, add }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + add + text.slice(place + drop);
    }, seed),
  );

test('2,000 mutated texts: nothing throws, and every place exists', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const facts = parseDockerfile('Dockerfile', text);
      const problems = [...facts.problems, ...checkMounts(facts), ...checkReferences(facts)];
      for (const source of facts.sources) resolveSource(facts, source, new Map([['FLAVOUR', 'x']]));
      const last = text.split('\n').length;
      const lines = [
        ...problems.map(({ at }) => at?.line ?? 1),
        ...facts.stages.flatMap(({ line, endLine }) => [line, endLine]),
        ...[...facts.mounts, ...facts.sources, ...facts.references].map(({ line }) => line),
      ];
      expect(lines.filter((line) => line < 1 || line > last)).toEqual([]);
      expect(facts.stages.length > 0 || problems.length > 0).toBe(true);
      expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
    }),
    { numRuns: 2_000 },
  );
});

test('a comment or a blank line anywhere outside heredocs only moves the lines', () => {
  const text = SEEDS[1] ?? '';
  const plain = parseDockerfile('Dockerfile', text);
  const unplaced = (value: unknown) =>
    JSON.parse(
      JSON.stringify(value, (key, part) => (key === 'line' || key === 'endLine' ? 0 : part)),
    );
  fc.assert(
    fc.property(fc.nat(4), fc.constantFrom('# FROM x', '', '  # \\'), (at, line) => {
      const lines = text.split('\n');
      const more = [...lines.slice(0, at), line, ...lines.slice(at)].join('\n');
      expect(unplaced(parseDockerfile('Dockerfile', more))).toEqual(unplaced(plain));
    }),
  );
});

// Shapes that make careless patterns take quadratic time or overflow the stack: minutes, not the
// fraction of a second that each takes here, so the test's own time limit is what finds them.
test.each<[string, string]>([
  ['spaces', `FROM a\nRUN x <<${' '.repeat(60_000)}<\n`],
  ['tabs in a directive', `# syntax = x${'\t'.repeat(60_000)}y\nFROM a\n`],
  ['nested interpolations', `FROM ${'${A:-'.repeat(12_000)}\n`],
  ['interpolations', `FROM ${'$A-a'.repeat(15_000)} AS b\nFROM ${'a'.repeat(60_000)}\n`],
  ['a long word', `FROM a\nRUN ${'a'.repeat(60_000)}\nCOPY ${'"'.repeat(59_999)} x\n`],
  ['commas', `FROM a\nRUN --mount=${'",'.repeat(30_000)} x\n`],
  ['a RUN of 4,000 lines', `FROM a\nRUN ${'echo $A && \\\n'.repeat(4_000)} true\n`],
  [
    '4,000 stages',
    Array.from(
      { length: 4_000 },
      (_, index) => `FROM s${index - 1} AS s${index}\nCOPY --from=s${index - 1} a b`,
    ).join('\n'),
  ],
])('%s are read to the end', (_, text) => {
  const facts = parseDockerfile('Dockerfile', text);
  checkMounts(facts);
  checkReferences(facts);
  expect(facts.file).toBe('Dockerfile');
});
