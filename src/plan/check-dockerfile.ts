/**
 * The Dockerfile against the targets that use it: every argument given is declared and every declared
 * one gets a value or has a default; every context is used; every image source is a stage, a context
 * or scratch. Bake checks none of this; most of it is silent in BuildKit, too.
 */
import type { Location, Problem } from '../errors.ts';
import type { Text } from '../model/expression.ts';
import type { DockerfileFacts } from '../parse/dockerfile-facts.ts';
import type { Edge } from './edges.ts';
import type { Node } from './nodes.ts';

/** Arguments that BuildKit gives a value itself, if anybody declares them. */
const AUTOMATIC = new Set(
  `BUILDPLATFORM BUILDOS BUILDOSVERSION BUILDARCH BUILDVARIANT TARGETPLATFORM TARGETOS TARGETOSVERSION
  TARGETARCH TARGETVARIANT TARGETSTAGE HTTP_PROXY http_proxy HTTPS_PROXY https_proxy FTP_PROXY ftp_proxy
  NO_PROXY no_proxy ALL_PROXY all_proxy BUILDKIT_SYNTAX BUILDKIT_INLINE_CACHE BUILDKIT_MULTI_PLATFORM
  BUILDKIT_SANDBOX_HOSTNAME BUILDKIT_CONTEXT_KEEP_GIT_DIR BUILDKIT_CACHE_MOUNT_NS BUILDKIT_BUILD_NAME
  BUILDKIT_DOCKERFILE_CHECK`.split(/\s+/),
);

/** One target's side of the comparison. */
export interface DockerfileUse {
  readonly node: Node;
  readonly edges: readonly Edge[];
  /** What the node could pass, by name; see availableArguments. */
  readonly available: ReadonlyMap<string, Text>;
  /** Where the template's line is, for a line of the Dockerfile. */
  readonly locate: (line: number) => Location;
  /** What a source that depends on arguments can be, over all branches; undefined: it cannot be told. */
  readonly expand: (text: string) => readonly string[] | undefined;
}

/** The arguments that a Dockerfile declares, each once, in order. */
export function declaredArguments(facts: DockerfileFacts): readonly string[] {
  const all = [facts.globalArgs, ...facts.stages.map(({ args }) => args)].flat();
  return [...new Set(all.map(({ name }) => name))];
}

/** All disagreements between one Dockerfile and one target. */
export function checkDockerfile(facts: DockerfileFacts, use: DockerfileUse): readonly Problem[] {
  return [...checkArguments(facts, use), ...checkSources(facts, use), ...checkSecrets(facts, use)];
}

function checkArguments(facts: DockerfileFacts, use: DockerfileUse): readonly Problem[] {
  const { node, available, locate } = use;
  const problems: Problem[] = [];
  const declared = new Set(declaredArguments(facts));
  const at = node.target.declaredAt ? { at: node.target.declaredAt } : {};
  for (const name of Object.keys(node.body.args ?? {})) {
    if (SECRET.test(name)) {
      problems.push({
        code: 'argument-secret',
        summary: `"${node.name}" has the argument "${name}", and arguments stay in the image's history`,
        expected: 'a secret: secret: [{ id, src }] and RUN --mount=type=secret',
        ...at,
      });
    }
    // An argument that only a child's Dockerfile declares is legal there, but has to be used somewhere.
    if (declared.has(name)) continue;
    problems.push({
      code: 'argument-undeclared',
      summary: `"${node.name}" passes the argument "${name}", which its Dockerfile does not declare`,
      hint: `ARG ${name}`,
      at: locate(1),
    });
  }
  const withDefault = new Set(
    [facts.globalArgs, ...facts.stages.map(({ args }) => args)]
      .flat()
      .filter((argument) => argument.default !== undefined)
      .map(({ name }) => name),
  );
  for (const { name, line } of [facts.globalArgs, ...facts.stages.map(({ args }) => args)].flat()) {
    if (available.has(name) || withDefault.has(name) || AUTOMATIC.has(name)) continue;
    withDefault.add(name);
    problems.push({
      code: 'argument-missing',
      summary: `"${node.name}" gives no value for the argument "${name}", which has no default`,
      at: locate(line),
      hint: `args: { ${name}: … } in ${node.target.name}, or ARG ${name}= for an empty default`,
    });
  }
  return problems;
}

const SECRET = /TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_?KEY|CREDENTIAL|^AWS_/i;

function checkSources(facts: DockerfileFacts, use: DockerfileUse): readonly Problem[] {
  const { node, edges, locate, expand } = use;
  const problems: Problem[] = [];
  const stages = new Set(facts.stages.flatMap(({ name }) => (name ? [name] : [])));
  const contexts = new Set(edges.map(({ context }) => context));
  const used = new Set<string>();
  for (const source of facts.sources) {
    if (source.target.is === 'scratch') continue;
    const names = source.args.length === 0 ? [source.text] : expand(source.text);
    if (!names) {
      problems.push({
        code: 'from-unknown',
        summary: `"${source.text}" depends on an argument whose values are not known when "${node.name}" is planned`,
        at: locate(source.line),
        hint: 'give it a variable with oneOf',
      });
      continue;
    }
    for (const name of names) {
      used.add(name);
      // A named context wins over a stage of the same name: BuildKit's rule.
      if (contexts.has(name) || (source.target.is !== 'name' && source.target.is !== 'depends'))
        continue;
      if (stages.has(name.toLowerCase()) || name === 'scratch') continue;
      problems.push({
        code: 'from-unknown',
        summary: `nothing provides "${name}" for "${node.name}": it is no stage and no context`,
        at: locate(source.line),
        hint: `contexts: { ${/^\w+$/.test(name) ? name : `'${name}'`}: image('…') } in ${node.target.name}`,
      });
    }
  }
  for (const context of contexts) {
    if (used.has(context)) continue;
    problems.push({
      code: 'context-unused',
      summary: `"${node.name}" has the context "${context}", which its Dockerfile does not use`,
      ...(node.target.declaredAt ? { at: node.target.declaredAt } : {}),
      hint: `FROM ${context}, COPY --from=${context}, or leave it out`,
    });
  }
  return problems;
}

/** A secret that a step needs and nobody gives fails late; one that no step reads does nothing. */
function checkSecrets(facts: DockerfileFacts, { node, locate }: DockerfileUse): readonly Problem[] {
  const given = idsIn(node.body.secret);
  const asked = new Set(facts.secrets.map(({ id }) => id));
  const at = node.target.declaredAt ? { at: node.target.declaredAt } : {};
  return [
    ...facts.secrets
      .filter(({ id, required }) => required && !given.has(id))
      .map(({ id, line }): Problem => {
        const summary = `"${node.name}" does not give the secret "${id}", which a step requires`;
        return { code: 'secret-missing', summary, at: locate(line) };
      }),
    ...[...given]
      .filter((id) => !asked.has(id))
      .map((id): Problem => {
        const summary = `"${node.name}" gives the secret "${id}", which its Dockerfile does not use`;
        return { code: 'secret-unused', summary, ...at };
      }),
  ];
}

/** The ids of secrets in any branch. */
function idsIn(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  if ('id' in value && typeof value.id === 'string') return new Set([value.id]);
  return new Set(Object.values(value).flatMap((part) => [...idsIn(part)]));
}
