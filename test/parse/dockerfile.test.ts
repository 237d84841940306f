import { expect, test } from 'vitest';
import type { Problem } from '../../src/errors.ts';
import {
  checkReferences,
  expandFrom,
  expandText,
  globalValues,
  lineageOf,
  parseDockerfile,
  resolveSource,
} from '../../src/parse/dockerfile.ts';

/** `line: summary | expected | hint`, as far as each is there. */
function told(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ at, summary, expected, hint }) =>
    [`${at?.line ?? '-'}: ${summary}`, expected, hint]
      .filter((part) => part !== undefined)
      .join(' | '),
  );
}

const COLONY = `ARG FLAVOUR=alpine
FROM --platform=$BUILDPLATFORM rust AS packages-alpine
FROM debian:bookworm AS packages-debian
FROM packages-\${FLAVOUR} AS Base
ARG PROFILE=release FEATURES
ENV PATH=/opt/bin:$PATH \\
    CARGO_HOME="/usr/local/cargo home"
LABEL title colony image
WORKDIR /app
RUN cargo build --profile $PROFILE
from gcr.io/distroless/cc-debian12
LABEL org.opencontainers.image.title="colony" "two words"='x'
COPY --from=BASE --link /app/colony /app/
EXPOSE 8080/tcp \\
       8081
USER root
USER 1000:1000
WORKDIR /app
ENTRYPOINT ["/app/colony"]
CMD colony $PORT
CMD ["--port", "8080"]
`;

test('the stages of a file with all that each says itself', () => {
  const { stages, problems } = parseDockerfile('base.Dockerfile', COLONY);
  expect(problems).toEqual([]);
  expect(
    stages.map(({ index, name, from, platform, line, endLine }) => ({
      index,
      name,
      from: from.text,
      platform,
      line,
      endLine,
    })),
  ).toEqual([
    {
      index: 0,
      name: 'packages-alpine',
      from: 'rust',
      platform: '$BUILDPLATFORM',
      line: 2,
      endLine: 2,
    },
    {
      index: 1,
      name: 'packages-debian',
      from: 'debian:bookworm',
      platform: undefined,
      line: 3,
      endLine: 3,
    },
    {
      index: 2,
      name: 'base',
      from: 'packages-${FLAVOUR}',
      platform: undefined,
      line: 4,
      endLine: 10,
    },
    {
      index: 3,
      name: undefined,
      from: 'gcr.io/distroless/cc-debian12',
      platform: undefined,
      line: 11,
      endLine: 21,
    },
  ]);
  const [, , base, last] = stages;
  expect(base?.args).toEqual([
    { name: 'PROFILE', default: 'release', line: 5, place: 2 },
    { name: 'FEATURES', line: 5, place: 2 },
  ]);
  expect(base?.env).toEqual([
    { name: 'PATH', text: '/opt/bin:$PATH', line: 6 },
    { name: 'CARGO_HOME', text: '"/usr/local/cargo home"', line: 7 },
  ]);
  expect(base?.labels).toEqual([{ name: 'title', text: 'colony image', line: 8 }]);
  expect(base?.workdirs).toEqual([{ text: '/app', line: 9 }]);
  expect(base?.cmd).toBeUndefined();
  expect(last?.labels.map(({ name }) => name)).toEqual([
    'org.opencontainers.image.title',
    'two words',
  ]);
  expect(last?.expose.map(({ text }) => text)).toEqual(['8080/tcp', '8081']);
  expect(last?.user).toEqual({ text: '1000:1000', line: 17 });
  expect(last?.entrypoint).toEqual({ form: 'exec', words: ['/app/colony'], line: 19 });
  expect(last?.cmd).toEqual({ form: 'exec', words: ['--port', '8080'], line: 21 });
});

test('the facts survive JSON', () => {
  const facts = parseDockerfile('base.Dockerfile', COLONY);
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
});

test('a stage has a lineage', () => {
  const { stages } = parseDockerfile(
    'f',
    'FROM a AS one\nFROM x AS two\nFROM one AS three\nFROM three\n',
  );
  expect(lineageOf(stages, 3).map(({ index }) => index)).toEqual([3, 2, 0]);
  expect(lineageOf(stages, 9)).toEqual([]);
});

// What BuildKit 0.26 does with each of these was tried with its own converter.
test.each<[string, string, string]>([
  ['an image', 'FROM rust:1.87', 'rust:1.87 name'],
  ['an image in quotes', 'FROM "rust"', 'rust name'],
  ['scratch', 'FROM scratch', 'scratch scratch'],
  ['a stage before it', 'FROM a AS chef\nFROM chef', 'a name, chef stage 0'],
  ['a stage of its own name is an image', 'FROM rust AS rust', 'rust name'],
  ['FROM minds the case', 'FROM a AS Chef\nFROM Chef', 'a name, Chef name'],
  ['COPY does not', 'FROM a AS Chef\nFROM b\nCOPY --from=CHEF x y', 'a name, b name, CHEF stage 0'],
  ['COPY takes numbers', 'FROM a\nFROM b\nCOPY --from=0 x y', 'a name, b name, 0 stage 0'],
  [
    'a mount takes none',
    'FROM a\nFROM b\nRUN --mount=from=0,target=/x y',
    'a name, b name, 0 name',
  ],
  [
    'a mount without type',
    'FROM a AS chef\nFROM b\nRUN --mount=from=Chef,target=/x y',
    'a name, b name, Chef stage 0',
  ],
  ['COPY from scratch', 'FROM a\nCOPY --from=scratch x y', 'a name, scratch scratch'],
  ['COPY from nothing is no source', 'FROM a\nCOPY --from= x y', 'a name'],
  [
    'an image in COPY',
    'FROM a\ncopy --chown=1:1 --from=ghcr.io/b/c:1 x y',
    'a name, ghcr.io/b/c:1 name',
  ],
  [
    'ONBUILD names stages of another file',
    'FROM a AS chef\nFROM b\nONBUILD COPY --from=chef x y',
    'a name, b name, chef name',
  ],
  ['a later stage', 'FROM chef\nFROM a AS chef', 'chef not-yet 1, a name'],
  ['its own stage', 'FROM a AS chef\nCOPY --from=chef x y', 'a name, chef not-yet 0'],
  ['a number that is not there', 'FROM a\nCOPY --from=7 x y', 'a name, 7 nothing'],
  ['a name in COPY', 'ARG X=a\nFROM a\nCOPY --from=$X x y', 'a name, $X nothing'],
  [
    'interpolated',
    'ARG F=a\nFROM x AS p-a\nFROM x AS p-b\nFROM x AS q\nFROM p-$F',
    'x name, x name, x name, p-$F depends (0 1)',
  ],
])('sources: %s', (_, text, want) => {
  const { sources } = parseDockerfile('f', text);
  const seen = sources.map(({ text: source, target, candidates }) => {
    const index = 'index' in target ? ` ${target.index}` : '';
    const may = candidates.length > 0 ? ` (${candidates.join(' ')})` : '';
    return `${source} ${target.is}${index}${may}`;
  });
  expect(seen.join(', ')).toBe(want);
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['packages-$F', { F: 'alpine' }, 'packages-alpine'],
  ['packages-${F}', { F: 'alpine' }, 'packages-alpine'],
  ['packages-${F}', {}, 'packages- without F'],
  ['${F:-debian}', {}, 'debian'],
  ['${F:-debian}', { F: '' }, 'debian'],
  ['${F-debian}', { F: '' }, ''],
  ['${F:-debian}', { F: 'alpine' }, 'alpine'],
  ['rust${F:+-$F}', { F: 'alpine' }, 'rust-alpine'],
  ['rust${F:+-$F}', { F: '' }, 'rust'],
  ['rust${F+-x}', { F: '' }, 'rust-x'],
  ['${F:-${G:-a}${H}}', { H: 'b' }, 'ab'],
  ['${F:-${G}}', {}, ' without G'],
  ['${F:?must}', { F: 'x' }, 'x'],
  ['${F:?must}', {}, 'refused: "F" must have a value'],
  ['"$F"\'$F\'\\$F', { F: 'x' }, 'x$F$F'],
  ['$F_x$F-x', { F: 'f' }, 'f-x without F_x'],
  ['${F#a}', { F: 'ab' }, 'refused: "${F#a}" is a pattern'],
  ['${F', {}, 'refused: unsupported modifier in "${F"'],
  ['a"b', {}, 'refused: a double quote is not closed'],
  ['$__proto__$constructor', {}, ' without __proto__ constructor'],
])('%s with %o is %s', (text, values, want) => {
  const map = new Map(Object.entries(values));
  const expansion = expandFrom(text, map);
  const unset =
    expansion.ok && expansion.unset.length > 0 ? ` without ${expansion.unset.join(' ')}` : '';
  expect(expansion.ok ? expansion.text + unset : `refused: ${expansion.reason}`).toBe(want);
  expect(expandText(text, map)).toBe(expansion.ok ? expansion.text : undefined);
});

test('a source is resolved with given values and defaults, in the order of the file', () => {
  const text =
    'ARG LATER=${F}\nARG F=alpine\nARG SUFFIX="-${F}"\nFROM x AS packages-alpine\nFROM x AS packages-debian\nFROM packages${SUFFIX}\n';
  const facts = parseDockerfile('f', text);
  const source = facts.sources.at(-1);
  if (source === undefined) throw new Error('no source');
  const resolve = (values: Readonly<Record<string, string>>) =>
    resolveSource(facts, source, new Map(Object.entries(values)));
  expect(resolve({})).toEqual({
    text: 'packages-alpine',
    target: { is: 'stage', index: 0 },
    unset: [],
  });
  expect(resolve({ F: 'debian' }).target).toEqual({ is: 'stage', index: 1 });
  expect(resolve({ SUFFIX: '-void' })).toEqual({
    text: 'packages-void',
    target: { is: 'name' },
    unset: [],
  });
  const given = new Map([
    ['UNDECLARED', 'x'],
    ['TARGETARCH', 'amd64'],
  ]);
  expect([...globalValues(facts, given)]).toEqual([
    ['TARGETARCH', 'amd64'],
    ['LATER', ''],
    ['F', 'alpine'],
    ['SUFFIX', '-alpine'],
  ]);
});

test.each<[string, string, string]>([
  ['only before the first FROM', 'ARG F=a\nFROM x\nRUN echo $F', 'F@3 only-global'],
  ['declared again', 'ARG F=a\nFROM x\nARG F\nRUN echo ${F}', 'F@4 argument'],
  [
    'declared in the stage that it is FROM',
    'FROM x AS a\nARG F\nFROM a\nRUN echo $F',
    'F@4 argument',
  ],
  ['declared in another stage', 'FROM x AS a\nARG F\nFROM x\nRUN echo $F', 'F@4 nothing'],
  ['declared below', 'FROM x\nRUN echo $F\nARG F', 'F@2 only-later'],
  ['ENV', 'ARG F=a\nFROM x\nENV F=b\nRUN echo $F', 'F@4 environment'],
  ['ENV of itself', 'ARG F=a\nFROM x\nENV F=$F', 'F@3 only-global'],
  ['in FROM', 'ARG F=a\nFROM x:$F', 'F@2 global'],
  ['in a platform', 'FROM --platform=$BUILDPLATFORM x', 'BUILDPLATFORM@1 automatic'],
  ['an automatic one in a stage', 'FROM x\nRUN echo $TARGETARCH', 'TARGETARCH@2 only-global'],
  ['in a default before it is declared', 'ARG G=$F\nARG F=a\nFROM x', 'F@1 unset'],
  ['beside it in one ARG', 'ARG F=a G=$F\nFROM x\nARG H=a I=$H', 'F@1 global, H@3 argument'],
  ['in the source of a COPY', 'FROM scratch\nCOPY --from=$F --chown=$G /a /b', 'G@2 unset'],
  ['in a platform of scratch', 'FROM --platform=$F scratch', 'F@1 nothing'],
  ['a PATH that is always there', 'FROM scratch\nENV PATH=/a:$PATH', 'PATH@2 nothing'],
  ['what RUN refers to, on scratch', 'FROM scratch\nRUN echo $F', 'F@2 nothing'],
  ['what CMD refers to, on scratch', 'FROM scratch\nCMD echo $F', 'F@2 nothing'],
  ['what a base image may declare', 'FROM x AS a\nFROM a\nLABEL a=$F', 'F@3 nothing'],
  [
    'what a triggered ENV may declare',
    'FROM scratch AS a\nONBUILD ENV F=a\nFROM a\nLABEL a=$F',
    'F@4 nothing',
  ],
  [
    'a stage that is perhaps from scratch',
    'ARG F=a\nFROM scratch AS p-a\nFROM p-$F\nLABEL a=$G',
    'F@3 global, G@4 nothing',
  ],
  [
    'what a stage below scratch declares',
    'FROM scratch AS a\nENV F=a\nFROM a\nLABEL a=$F b=$G',
    'F@4 environment, G@4 unset',
  ],
  [
    'every form',
    'ARG F=a\nFROM x\nARG F\nWORKDIR /$F/${F}/${F:-d}/${F:+e}',
    'F@4 argument, F@4 argument, F@4 :- argument, F@4 :+ argument',
  ],
  ['in a default word', 'FROM x\nARG G\nWORKDIR ${F:-$G}', 'F@3 :- nothing, G@3 argument'],
  ['escaped, or single-quoted for BuildKit', "FROM x\nARG F\nWORKDIR \\$F'$F'", ''],
  ['the shell assigns it', 'ARG F=a\nFROM x\nRUN for F in 1; do echo $F; done', 'F@3 shell'],
  [
    'the shell assigns it in a heredoc',
    'ARG F=a\nFROM x\nRUN <<EOF\nF=1\n# $F\necho $F\nEOF',
    'F@6 shell',
  ],
  [
    'the line within a continued RUN',
    'ARG F=a\nFROM x\nRUN a \\\n && b \\\n && echo $F',
    'F@5 only-global',
  ],
  [
    'in a mount',
    'ARG F=a\nFROM x\nRUN a=1 \\\n b\nRUN --mount=type=cache,target=/$F true',
    'F@5 only-global',
  ],
  ['in a COPY heredoc', 'ARG F=a\nFROM x\nCOPY <<EOF /x\n\n$F\nEOF', 'F@5 only-global'],
  ['in a quoted COPY heredoc', 'ARG F=a\nFROM x\nCOPY <<"EOF" /x\n$F\nEOF', ''],
  ['a run time ARG', 'FROM x\nARG F=a\nENV G=b\nCMD run $F $G', 'F@4 run-time, G@4 environment'],
  ['not references', "FROM x\nRUN echo $$ $1 $(x) $? \\$F '${'", ''],
  [
    'any candidate declares it',
    'ARG F=a\nFROM x AS p-a\nARG G\nFROM x AS p-b\nFROM p-$F\nRUN echo $G',
    'F@5 global, G@6 argument',
  ],
])('references: %s', (_, text, want) => {
  const { references } = parseDockerfile('f', text);
  const seen = references.map(({ name, line, operator, finds }) =>
    [`${name}@${line}`, operator, finds].filter((part) => part !== '').join(' '),
  );
  expect(seen.join(', ')).toBe(want);
});

test.each([
  ['LABEL a=$NOPE'],
  ['LABEL "a"="b $NOPE"'],
  ['LABEL a $NOPE'],
  ['ENV A=${NOPE}'],
  ['ENV A=a B=$NOPE'],
  ['COPY $NOPE /'],
  ['COPY ["$NOPE", "/"]'],
  ['COPY --chown=$NOPE a /'],
  ['COPY <<EOF /x\n$NOPE\nEOF'],
  ['ADD a /$NOPE'],
  ['WORKDIR /a/$NOPE'],
  ['EXPOSE $NOPE'],
  ['USER $NOPE'],
  ['VOLUME ["/$NOPE"]'],
  ['STOPSIGNAL $NOPE'],
  ['ARG A=$NOPE'],
  ['ARG OTHER\nLABEL a=${B:-$NOPE}'],
])('a name that nothing declares is told: %s', (text) => {
  const facts = parseDockerfile('f', `FROM scratch\n${text}\n`);
  expect(checkReferences(facts)).toMatchObject([
    {
      code: 'argument-undeclared',
      summary: expect.stringMatching(
        /^[A-Z]+ refers to "NOPE", which nothing before it declares, so that it is empty here$/,
      ),
      hint: 'ARG NOPE',
    },
  ]);
});

test.each([
  ['LABEL a=\\$NOPE'],
  ["LABEL a='$NOPE'"],
  ['LABEL a=${NOPE:-}'],
  ['LABEL a=${NOPE-b} b=${NOPE:+c}'],
  ['COPY <<"EOF" /x\n$NOPE\nEOF'],
  ['COPY <<EOF /x\n\\$NOPE\nEOF'],
  ['ONBUILD LABEL a=$NOPE'],
  ['RUN echo $NOPE'],
  ['SHELL ["$NOPE"]'],
  ['ARG NOPE\nLABEL a=$NOPE'],
  ['ENV NOPE=a\nLABEL a=$NOPE'],
  ['LABEL a=$http_proxy b=$PATH'],
])('no false alarm: %s', (text) => {
  expect(checkReferences(parseDockerfile('f', `FROM scratch\n${text}\n`))).toEqual([]);
});

test('with a name like it, that name is the hint', () => {
  const text = 'FROM scratch\nARG VERSION=1\nLABEL v=$VERSOIN\n';
  expect(checkReferences(parseDockerfile('f', text)).map(({ hint }) => hint)).toEqual(['$VERSION']);
  const global = 'ARG VERSION=1\nARG IMAGE=x:$VERSOIN\nFROM $IMAGE\n';
  expect(told(checkReferences(parseDockerfile('f', global)))).toEqual([
    '2: ARG refers to "VERSOIN", which nothing before it declares, so that it is empty here | $VERSION',
  ]);
});

test('references that are silently empty are told once for each stage', () => {
  const text =
    'ARG F=a\nFROM x\nRUN echo $F $G\nRUN echo $F $L\nARG L\nCMD run $L\nFROM x\nCOPY $F /\n';
  expect(told(checkReferences(parseDockerfile('f', text)))).toEqual([
    '3: RUN refers to "F", which is declared only before the first FROM and is empty in this stage | ARG F',
    '4: RUN refers to "L", which its stage declares only below, so that it is empty here | ARG L',
    '6: CMD refers to "L", which is an ARG and is gone when the image runs | ENV L=$L',
    '8: COPY refers to "F", which is declared only before the first FROM and is empty in this stage | ARG F',
  ]);
});

test.each<[string, string, readonly string[]]>([
  ['nothing', '', ['-: no FROM | at least one stage | FROM scratch']],
  ['only comments', '# a\n', ['-: no FROM | at least one stage | FROM scratch']],
  [
    'something before FROM',
    'ARG A\nRUN x\nFROM a\n',
    ['2: RUN stands before the first FROM | only ARG there'],
  ],
  ['an unknown instruction', 'FROM a\nRUM x\n', ['2: instruction "RUM" is unknown | RUN x']],
  [
    'a name taken twice',
    'FROM a AS One\nFROM b as one\n',
    ['2: stage name "one" is taken by line 1 | another name'],
  ],
  [
    'a number as name',
    'FROM a AS 1\n',
    ['1: stage name "1" is illegal | a letter, then letters, digits, "_", "." and "-"'],
  ],
  [
    'reserved names',
    'FROM a AS scratch\nFROM a AS Context\n',
    [
      '1: stage name "scratch" is reserved | another name',
      '2: stage name "Context" is reserved | another name',
    ],
  ],
  ['FROM without image', 'FROM\n', ['1: FROM has the words "" | FROM image AS stage']],
  ['FROM with a comment', 'FROM a # b\n', ['1: FROM has the words "a # b" | FROM image AS stage']],
  [
    'FROM of a later stage',
    'FROM b\nFROM a AS b\n',
    ['1: FROM is from "b", which is the stage of line 2 | a stage before it'],
  ],
  [
    'FROM in another case',
    'FROM a AS b\nFROM B\n',
    ['2: FROM is from "B", which is not the stage "b" for BuildKit | FROM b'],
  ],
  [
    'an undeclared name in FROM',
    'FROM a:${V}\nARG V\n',
    ['1: FROM refers to "V", which is not declared before the first FROM | ARG V'],
  ],
  [
    'an undeclared platform',
    'FROM --platform=$P a\n',
    ['1: FROM refers to "P", which is not declared before the first FROM | ARG P'],
  ],
  ['a platform that BuildKit knows', 'FROM --platform=$TARGETPLATFORM a\n', []],
  [
    'COPY from itself',
    'FROM a AS b\nCOPY --from=b x y\n',
    ['2: COPY is from "b", which is its own stage | a stage before it'],
  ],
  [
    'COPY with a name',
    'ARG S=a\nFROM a\nCOPY --from=$S x y\n',
    ['3: COPY is from "$S", and BuildKit expands no names there | FROM $S AS source,--from=source'],
  ],
  [
    'a mount with a name',
    'ARG S=a\nFROM a\nRUN --mount=target=/x,from=$S y\n',
    ['3: mount is from "$S", and BuildKit expands no names there | FROM $S AS source,from=source'],
  ],
  [
    'ADD --from',
    'FROM a\nADD --from=b x y\n',
    ['2: ADD has unknown flag "--from" | COPY --from=b x y'],
  ],
  [
    'a misspelt flag, on its own line',
    'FROM a\nCOPY --link \\\n --form=b x y\n',
    ['3: COPY has unknown flag "--form" | --from=b'],
  ],
  ['a flag twice', 'FROM a\nCOPY --link --link x y\n', ['2: COPY has flag "--link" twice | one']],
  [
    'a flag without value',
    'FROM a\nCOPY --chmod x y\n',
    ['2: flag "--chmod" has no value | --chmod=value'],
  ],
  [
    'a flag of another instruction',
    'FROM a\nCMD --help\n',
    ['2: CMD has unknown flag "--help" | no flag'],
  ],
  [
    'network',
    'FROM a\nRUN --network=nome x\n',
    ['2: flag "--network" has value "nome" | default, none or host'],
  ],
  [
    'COPY with one word',
    'FROM a\nCOPY x\n',
    ['2: COPY has too few words | COPY source… destination'],
  ],
  [
    'an odd quote',
    "FROM a\nCOPY it's /x\n",
    ['2: COPY has "it\'s", which cannot be read: a single quote is not closed'],
  ],
  [
    'a JSON array of numbers',
    'FROM a\nCMD ["x", 1]\n',
    ['2: CMD has a JSON array with other things than strings | CMD ["…", "…"]'],
  ],
  [
    'a heredoc without end',
    'FROM a\nRUN <<EOF\nFROM b\n',
    ['2: heredoc "EOF" is not ended | a line "EOF"'],
  ],
  ['ONBUILD FROM', 'FROM a\nONBUILD FROM b\n', ['2: ONBUILD has FROM | another instruction']],
  [
    'ENV without value',
    'FROM a\nENV A\nENV B=1 C\n',
    ['2: ENV "A" has no value | ENV NAME=value', '3: ENV has "C" without a value | ENV NAME=value'],
  ],
  [
    'escape of a letter',
    '# escape=x\nFROM a\n',
    ['1: escape character "x" is neither "\\" nor "`" | # escape=`'],
  ],
  [
    'a directive twice',
    '# escape=`\n# escape=`\nFROM a\n',
    ['2: parser directive "escape" is given twice | one of each'],
  ],
  [
    'HEALTHCHECK',
    'FROM a\nHEALTHCHECK curl x\nHEALTHCHECK --interval=5 CMD x\n',
    [
      '2: HEALTHCHECK has "curl" | HEALTHCHECK CMD command, or HEALTHCHECK NONE',
      '3: flag "--interval" has value "5" | a duration such as 30s',
    ],
  ],
  [
    'a line too long',
    `FROM a\nRUN ${'x'.repeat(65_535)}\n`,
    ['2: line is longer than the 65535 bytes that BuildKit reads'],
  ],
  [
    'several at once',
    'FROM a AS 1\nRUM x\nCOPY --from=9 x y\n',
    [
      '1: stage name "1" is illegal | a letter, then letters, digits, "_", "." and "-"',
      '2: instruction "RUM" is unknown | RUN x',
      '3: COPY is from "9", which is nothing | the name or number of a stage before it',
    ],
  ],
])('problems: %s', (_, text, want) => {
  const { problems } = parseDockerfile('f.Dockerfile', text);
  expect(told(problems)).toEqual(want);
  expect(
    problems.every(({ code, at }) => code === 'template-invalid' && at?.file === 'f.Dockerfile'),
  ).toBe(true);
});
