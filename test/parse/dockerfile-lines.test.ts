import { expect, test } from 'vitest';
import { readLines } from '../../src/parse/dockerfile-lines.ts';

/** `KEYWORD@first-last [flags] <<heredocs`, as BuildKit 0.26 splits the same text. */
function outline(text: string): readonly string[] {
  return readLines('Dockerfile', text).instructions.map((one) => {
    const flags = one.flags.map(({ name, value }) =>
      value === undefined ? name : `${name}=${value}`,
    );
    const heredocs = one.heredocs.map(({ name }) => `<<${name}`);
    return [`${one.keyword}@${one.line}-${one.endLine}`, ...flags, ...heredocs].join(' ');
  });
}

const CACHE = '--mount=type=cache,target=/app';

test.each<[string, string, readonly string[]]>([
  [
    'a heredoc hides its body',
    'FROM rust\nRUN <<EOF\nFROM x\nCOPY y z\nEOF\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-5 <<EOF', 'USER@6-6'],
  ],
  ['a quoted heredoc', "FROM rust\nRUN <<'EOF'\nFROM x\nEOF\n", ['FROM@1-1', 'RUN@2-4 <<EOF']],
  [
    'a heredoc with a space before its name',
    'FROM rust\nRUN cat << EOF\nFROM x\nEOF\n',
    ['FROM@1-1', 'RUN@2-4 <<EOF'],
  ],
  [
    'a heredoc with a file descriptor',
    'FROM rust\nRUN cat 3<<EOF\nFROM x\nEOF\n',
    ['FROM@1-1', 'RUN@2-4 <<EOF'],
  ],
  [
    'tabs before the end of <<-',
    'FROM rust\nRUN <<-EOF\n\tFROM x\n\tEOF\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-4 <<EOF', 'USER@5-5'],
  ],
  [
    'tabs do not end << after <<-',
    'FROM rust\nCOPY <<-A <<B /d/\n\tA\n\tB\nFROM y\nB\nUSER 1\n',
    ['FROM@1-1', 'COPY@2-6 <<A <<B', 'USER@7-7'],
  ],
  [
    'an indented end is none',
    'FROM rust\nRUN <<EOF\n  EOF\nFROM x\nEOF\n',
    ['FROM@1-1', 'RUN@2-5 <<EOF'],
  ],
  [
    'an escaped heredoc is none',
    'FROM rust\nRUN echo \\<<EOF\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-2', 'USER@3-3'],
  ],
  [
    'a heredoc within quotes is none',
    'FROM rust\nRUN echo "a <<EOF b"\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-2', 'USER@3-3'],
  ],
  [
    'a heredoc glued to a word is none',
    'FROM rust\nRUN cat<<EOF\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-2', 'USER@3-3'],
  ],
  [
    'a here-string is none',
    'FROM rust\nRUN cat <<<word\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-2', 'USER@3-3'],
  ],
  [
    'a shift is none',
    'FROM rust\nRUN echo $((1<<3))\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-2', 'USER@3-3'],
  ],
  [
    'an odd apostrophe on the line hides the heredoc from BuildKit',
    "FROM rust\nRUN cat <<EOF # it's\nUSER 1\nEOF\n",
    ['FROM@1-1', 'RUN@2-2', 'USER@3-3', 'EOF@4-4'],
  ],
  [
    'a heredoc in JSON is none',
    'FROM rust\nCOPY ["<<EOF", "/x"]\nUSER 1\n',
    ['FROM@1-1', 'COPY@2-2', 'USER@3-3'],
  ],
  ['CMD has no heredocs', 'FROM rust\nCMD <<EOF\nUSER 1\n', ['FROM@1-1', 'CMD@2-2', 'USER@3-3']],
  [
    'ONBUILD RUN has',
    'FROM rust\nONBUILD RUN <<EOF\nFROM x\nEOF\n',
    ['FROM@1-1', 'ONBUILD@2-4 <<EOF'],
  ],
  [
    'a continuation at the end of a body is the body',
    'FROM rust\nRUN <<EOF\necho a \\\nEOF\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-4 <<EOF', 'USER@5-5'],
  ],
  [
    'a heredoc after a continuation',
    `FROM rust\nRUN ${CACHE} \\\n  <<EOF\nFROM x\nEOF\n`,
    ['FROM@1-1', `RUN@2-5 ${CACHE} <<EOF`],
  ],
  ['lower and mixed case', 'from rust as chef\nrUn x\n', ['FROM@1-1', 'RUN@2-2']],
  [
    'indented instructions and tabs',
    `  FROM\trust\n\tRUN\t${CACHE}\ttrue\n`,
    ['FROM@1-1', `RUN@2-2 ${CACHE}`],
  ],
  [
    'comments within a continuation',
    'FROM rust\nRUN a \\\n# one \\\n  b \\\n  # two\n  c\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-6', 'USER@7-7'],
  ],
  [
    'an empty line within a continuation',
    'FROM rust\nRUN a \\\n\n  b\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-4', 'USER@5-5'],
  ],
  [
    'a comment after the last continuation swallows what follows',
    'FROM rust\nRUN a \\\n  # two\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-4'],
  ],
  [
    'spaces after a continuation',
    'FROM rust\nRUN a \\  \n  b\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-3', 'USER@4-4'],
  ],
  [
    'two escapes at the end continue nothing',
    'FROM rust\nRUN a \\\\\nUSER 1\n',
    ['FROM@1-1', 'RUN@2-2', 'USER@3-3'],
  ],
  ['a continuation at the end of the file', 'FROM rust\nRUN a \\', ['FROM@1-1', 'RUN@2-2']],
  ['an instruction split within its keyword', 'FROM rust\nRU\\\nN a\n', ['FROM@1-1', 'RUN@2-3']],
  [
    'the backtick as escape',
    '# escape=`\nFROM rust\nRUN a `\n  b\nRUN c:\\\nUSER 1\n',
    ['FROM@2-2', 'RUN@3-4', 'RUN@5-5', 'USER@6-6'],
  ],
  [
    'an escape directive below a comment has no effect',
    '# hello\n# escape=`\nFROM rust\nRUN a `\nUSER 1\n',
    ['FROM@3-3', 'RUN@4-4', 'USER@5-5'],
  ],
  [
    'an escape directive below an unknown one has none either',
    '# hello=1\n# escape=`\nFROM rust\nRUN a \\\n b\n',
    ['FROM@3-3', 'RUN@4-5'],
  ],
  [
    'CRLF',
    `FROM rust\r\nRUN ${CACHE} \\\r\n  <<EOF\r\nFROM x\r\nEOF\r\nUSER 1\r\n`,
    ['FROM@1-1', `RUN@2-5 ${CACHE} <<EOF`, 'USER@6-6'],
  ],
  ['a byte order mark', '\uFEFFFROM rust\n', ['FROM@1-1']],
  ['a lone carriage return ends no line', 'FROM rust\rUSER 1\n', ['FROM@1-1']],
  [
    'a mount split over lines',
    'FROM rust\nRUN --mount=type=cache,\\\ntarget=/app,\\\nid=t true\n',
    ['FROM@1-1', 'RUN@2-4 --mount=type=cache,target=/app,id=t'],
  ],
  [
    'a quoted part of a flag',
    'FROM rust\nRUN --mount=type=cache,"target=/a b" true\n',
    ['FROM@1-1', 'RUN@2-2 --mount=type=cache,target=/a b'],
  ],
  [
    'a flag in single quotes',
    "FROM rust\nRUN --mount='type=cache,target=/app' true\n",
    ['FROM@1-1', `RUN@2-2 ${CACHE}`],
  ],
  [
    'a quote before the dashes makes it a word',
    `FROM rust\nRUN "${CACHE}" true\n`,
    ['FROM@1-1', 'RUN@2-2'],
  ],
  ['nothing after -- is a flag', `FROM rust\nRUN -- ${CACHE} true\n`, ['FROM@1-1', 'RUN@2-2']],
  [
    'nothing after the first word is a flag',
    `FROM rust\nRUN echo ${CACHE}\n`,
    ['FROM@1-1', 'RUN@2-2'],
  ],
  ['CMD has flags, too, for BuildKit', 'FROM rust\nCMD --help\n', ['FROM@1-1', 'CMD@2-2 --help']],
  [
    'several flags over commented lines',
    'FROM rust\nCOPY --from=chef \\\n # why\n --link --chmod=0755 a b\n',
    ['FROM@1-1', 'COPY@2-4 --from=chef --link --chmod=0755'],
  ],
  ['nothing at all', '', []],
])('%s', (_, text, want) => {
  expect(outline(text)).toEqual(want);
});

test('directives are read in any case and with any spaces, each once', () => {
  const text =
    '#Syntax = docker/dockerfile:1 \n# CHECK=skip=all;error=true\n#escape=`\nFROM rust\n';
  const { directives, escapeChar, problems } = readLines('Dockerfile', text);
  expect(directives).toEqual([
    { name: 'syntax', text: 'docker/dockerfile:1', line: 1 },
    { name: 'check', text: 'skip=all;error=true', line: 2 },
    { name: 'escape', text: '`', line: 3 },
  ]);
  expect(escapeChar).toBe('`');
  expect(problems).toEqual([]);
});

test('below a "#!" line syntax counts and escape does not', () => {
  const { directives, escapeChar, problems } = readLines(
    'Dockerfile',
    '#!/bin/x\n# syntax=a\n# escape=`\nFROM b\n',
  );
  expect(directives.map(({ name }) => name)).toEqual(['syntax', 'escape']);
  expect(escapeChar).toBe('\\');
  expect(problems.map(({ summary, at }) => [summary, at?.line])).toEqual([
    ['escape directive below a "#!" line has no effect', 3],
  ]);
});

test('a heredoc keeps its body and where it begins', () => {
  const [, run] = readLines(
    'Dockerfile',
    'FROM rust\nRUN \\\n <<"EOF"\none\ntwo\nEOF\n',
  ).instructions;
  expect(run?.heredocs).toEqual([{ name: 'EOF', expand: false, body: 'one\ntwo', line: 4 }]);
});
