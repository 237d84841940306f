/**
 * The Dockerfile against the targets that use it: every argument given is declared and every declared
 * one gets a value or has a default; every context is used; every image source is a stage, a context
 * or scratch. Bake checks none of this; most of it is silent in BuildKit, too.
 */
import type { Problem } from '../errors.ts';
import type { DeclaredArgument, DockerfileFacts, Place } from '../parse/dockerfile-facts.ts';
import { checkSources, type DockerfileUse } from './check-sources.ts';
import { placeOf } from './sound.ts';

/** Arguments that BuildKit gives a value itself, if anybody declares them. */
const AUTOMATIC = new Set(
  `BUILDPLATFORM BUILDOS BUILDOSVERSION BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETOSVERSION
  TARGETARCH TARGETVARIANT TARGETSTAGE HTTP_PROXY http_proxy HTTPS_PROXY https_proxy FTP_PROXY ftp_proxy
  NO_PROXY no_proxy ALL_PROXY all_proxy BUILDKIT_SYNTAX BUILDKIT_INLINE_CACHE BUILDKIT_MULTI_PLATFORM
  BUILDKIT_SANDBOX_HOSTNAME BUILDKIT_CONTEXT_KEEP_GIT_DIR BUILDKIT_CACHE_MOUNT_NS BUILDKIT_BUILD_NAME
  BUILDKIT_DOCKERFILE_CHECK`.split(/\s+/),
);

/** The arguments that a Dockerfile declares, each once, in order. */
export function declaredArguments(facts: DockerfileFacts): readonly string[] {
  return [...new Set(argumentsIn(facts).map(({ name }) => name))];
}

/** All disagreements between one Dockerfile and one target. */
export function checkDockerfile(facts: DockerfileFacts, use: DockerfileUse): readonly Problem[] {
  return [
    ...checkArguments(facts, use),
    ...checkSources(facts, use),
    ...checkSecrets(facts, use),
    ...checkStageNames(facts, use),
  ];
}

function checkArguments(facts: DockerfileFacts, use: DockerfileUse): readonly Problem[] {
  const { node, available, locate } = use;
  const problems: Problem[] = [];
  const declared = new Set(declaredArguments(facts));
  for (const name of Object.keys(node.body.args ?? {})) {
    if (SECRET.test(name)) {
      problems.push({
        code: 'argument-secret',
        summary: `"${node.name}" has the argument "${name}", and arguments stay in the image's history`,
        expected: 'a secret, and a step that reads it from /run/secrets',
        hint: [
          `secret: [{ id: '${name.toLowerCase()}', env: '${name}' }],`,
          `RUN --mount=type=secret,id=${name.toLowerCase()}`,
        ],
        ...placeOf(node.target, 'args'),
      });
    }
    if (declared.has(name)) continue;
    problems.push({
      code: 'argument-undeclared',
      summary: `"${node.name}" passes the argument "${name}", which its Dockerfile does not declare`,
      hint: `ARG ${name}`,
      at: locate(facts.stages[0]?.line ?? 1),
    });
  }
  const told = new Set<string>();
  for (const { name, line, place } of argumentsIn(facts)) {
    if (available.has(name) || AUTOMATIC.has(name) || told.has(name)) continue;
    if (hasDefault(facts, name, place)) continue;
    told.add(name);
    problems.push({
      code: 'argument-missing',
      summary: `"${node.name}" gives no value for the argument "${name}", which has no default`,
      at: locate(line),
      expected: `a value in args of "${node.target.name}", or a default`,
      hint: `ARG ${name}=""`,
    });
  }
  return problems;
}

function argumentsIn({ globalArgs, stages }: DockerfileFacts): readonly DeclaredArgument[] {
  return [globalArgs, ...stages.map(({ args }) => args)].flat();
}

/** Whether an argument has a default where it stands: before the first FROM, in its stage or one below it. */
function hasDefault({ globalArgs, stages }: DockerfileFacts, name: string, place: Place): boolean {
  const says = (args: readonly DeclaredArgument[]) =>
    args.some((each) => each.name === name && each.default !== undefined);
  if (says(globalArgs)) return true;
  for (let stage = stages[Number(place)]; stage; ) {
    if (says(stage.args)) return true;
    const { target } = stage.from;
    stage = target.is === 'stage' ? stages[target.index] : undefined;
  }
  return false;
}

/** The ends of names that people give to secrets; a TOKENIZER is none. */
const SECRET =
  /(?:TOKEN|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|(?:API|ACCESS|PRIVATE)_?KEY)(?:_|$)/i;

/** A secret or key that a step needs and nobody gives fails late; one that no step reads does nothing. */
function checkSecrets(facts: DockerfileFacts, { node, locate }: DockerfileUse): readonly Problem[] {
  const kinds = [
    { kind: 'secret', what: 'secret', given: idsIn(node.body.secret), asked: facts.secrets },
    { kind: 'ssh', what: 'ssh key', given: idsIn(node.body.ssh), asked: facts.ssh },
  ];
  return kinds.flatMap(({ kind, what, given, asked }) => [
    ...asked
      .filter(({ id, required }) => required && !given.has(id))
      .map(({ id, line }): Problem => {
        const summary = `"${node.name}" does not give the ${what} "${id}", which a step requires`;
        const entry = what === 'secret' ? `, env: '${id.toUpperCase().replace(/\W/g, '_')}'` : '';
        const hint = `${kind}: [{ id: '${id}'${entry} }],`;
        return { code: 'secret-missing', summary, at: locate(line), hint };
      }),
    ...[...given]
      .filter((id) => !asked.some((each) => each.id === id))
      .map((id): Problem => {
        const summary = `"${node.name}" gives the ${what} "${id}", which its Dockerfile does not use`;
        const expected = `RUN --mount=type=${kind},id=${id} in its template`;
        return { code: 'secret-unused', summary, expected, ...placeOf(node.target, kind) };
      }),
  ]);
}

/** Stages that a target names itself have to be in its Dockerfile. */
function checkStageNames({ stages }: DockerfileFacts, { node }: DockerfileUse): readonly Problem[] {
  const { target, noCacheFilter } = node.body;
  const named = [
    ...[target ?? []].flat().map((name) => ({ name, attribute: 'target' })),
    ...[noCacheFilter ?? []].flat().map((name) => ({ name, attribute: 'noCacheFilter' })),
  ];
  const known = stages.flatMap(({ name }) => name ?? []);
  return named.flatMap(({ name, attribute }): readonly Problem[] => {
    if (typeof name !== 'string' || name === '' || known.includes(name.toLowerCase())) return [];
    return [
      {
        code: 'reference-unknown',
        summary: `"${node.name}" names the stage "${name}", which its Dockerfile does not have`,
        expected: `one of ${known.join(', ') || '(none)'}`,
        ...placeOf(node.target, attribute),
      },
    ];
  });
}

/** The ids of secrets in any branch. */
function idsIn(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  if ('id' in value && typeof value.id === 'string') return new Set([value.id]);
  return new Set(Object.values(value).flatMap((part) => [...idsIn(part)]));
}
