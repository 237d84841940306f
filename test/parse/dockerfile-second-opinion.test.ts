/**
 * dockerfile-ast splits Dockerfiles, too, by code that has nothing to do with ours. On ordinary
 * files the two agree; where they do not, BuildKit (0.26, its own Go parser) sides with ours. The
 * second table says where, so that a new version of dockerfile-ast that is better shows up here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { expect, test } from 'vitest';
import { readLines } from '../../src/parse/dockerfile-lines.ts';

function theirs(text: string): readonly string[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .map((one) => `${one.getKeyword()}@${(one.getRange()?.start.line ?? -1) + 1}`);
}

function ours(text: string): readonly string[] {
  return readLines('Dockerfile', text).instructions.map((one) => `${one.keyword}@${one.line}`);
}

const ORDINARY = `# syntax=docker/dockerfile:1
ARG FLAVOUR=alpine

FROM packages-\${FLAVOUR} AS base
RUN --mount=type=cache,target=/usr/local/cargo/registry,id=registry,sharing=locked \\
    # the lock file is checked first
    --mount=type=secret,id=ca \\
    cargo fetch --locked
RUN <<EOF
FROM here it is a script
EOF
COPY --from=planner --chmod=0644 recipe.json .
ENV A=1 \\
    B="two words"
CMD ["/app/colony", "--port", "8080"]
`;

const generated = (
  existsSync('docker') ? readdirSync('docker', { recursive: true, encoding: 'utf8' }) : []
)
  .filter((file) => file.endsWith('Dockerfile'))
  .map((file): [string, string] => [file, readFileSync(`docker/${file}`, 'utf8')]);

test.each([['an ordinary file', ORDINARY], ...generated])('both split %s alike', (_, text) => {
  expect(theirs(text)).toEqual(ours(text));
});

test.each<[string, string, readonly string[], readonly string[]]>([
  ['<< EOF', 'RUN cat << EOF\nUSER x\nEOF\n', ['RUN@1', 'USER@2', 'EOF@3'], ['RUN@1']],
  ['3<<EOF', 'RUN cat 3<<EOF\nUSER x\nEOF\n', ['RUN@1', 'USER@2', 'EOF@3'], ['RUN@1']],
  [
    '<<-A then <<B',
    'COPY <<-A <<B /d/\n\tA\n\tB\nUSER x\nB\n',
    ['COPY@1', 'USER@4', 'B@5'],
    ['COPY@1'],
  ],
  ['an escaped heredoc', 'RUN echo \\<<EOF\nUSER x\n', ['RUN@1'], ['RUN@1', 'USER@2']],
  ['a heredoc in quotes', 'RUN echo "a <<EOF b"\nUSER x\n', ['RUN@1'], ['RUN@1', 'USER@2']],
  ['two escapes at the end', 'RUN a \\\\\nUSER x\n', ['RUN@1'], ['RUN@1', 'USER@2']],
  ['an unknown directive first', '# a=b\n# escape=`\nRUN a \\\n b\n', ['RUN@3', 'B@4'], ['RUN@3']],
  ['a lone carriage return', 'RUN a\rUSER x\n', ['RUN@1', 'USER@2'], ['RUN@1']],
  ['a line with an escape alone', '\\\nUSER x\n', ['\\@1', 'USER@2'], ['USER@1']],
])('they differ at %s', (_, text, wantTheirs, wantOurs) => {
  expect(theirs(text)).toEqual(wantTheirs);
  expect(ours(text)).toEqual(wantOurs);
});
