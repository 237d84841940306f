/** What a Dockerfile builds on, against what a target provides. */
import type { Location, Problem } from '../errors.ts';
import type { Text } from '../model/expression.ts';
import { formatImage, parseImage } from '../model/image.ts';
import { nearest } from '../model/nearest.ts';
import type { DockerfileFacts } from '../parse/dockerfile-facts.ts';
import type { Edge } from './edges.ts';
import type { Node } from './nodes.ts';
import { placeOf } from './sound.ts';

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

/** Every FROM, --from and from= against stages and contexts, and the contexts against those. */
export function checkSources(facts: DockerfileFacts, use: DockerfileUse): readonly Problem[] {
  const { node, edges, locate, expand } = use;
  const problems: Problem[] = [];
  const stages = new Set(facts.stages.flatMap(({ name }) => (name ? [name] : [])));
  const contexts = new Set(edges.map(({ context }) => context));
  const used = new Set<string>();
  for (const source of facts.sources) {
    // What is under ONBUILD happens in another build, with that one's contexts.
    if (source.target.is === 'scratch' || source.onbuild) continue;
    const names = source.args.length === 0 ? [source.text] : expand(source.text);
    if (!names) {
      problems.push({
        code: 'from-unknown',
        summary: `"${source.text}" depends on an argument whose values are not known when "${node.name}" is planned`,
        at: locate(source.line),
        expected: 'a variable with oneOf',
      });
      continue;
    }
    for (const name of names) {
      const context = contextName(name);
      if (context !== undefined) used.add(context);
      // A named context wins over a stage of the same name: BuildKit's rule.
      if (
        contexts.has(context ?? '') ||
        (source.target.is !== 'name' && source.target.is !== 'depends')
      )
        continue;
      if (stages.has(name.toLowerCase()) || name === 'scratch') continue;
      const near = nearest(name, [...contexts, ...stages]);
      // One slip of the pen is one problem.
      if (near) used.add(near);
      problems.push({
        code: 'from-unknown',
        summary: `nothing provides "${name}" for "${node.name}": it is no stage and no context`,
        at: locate(source.line),
        ...(near
          ? { hint: { from: 'FROM ', copy: '--from=', mount: 'from=' }[source.kind] + near }
          : {
              expected: `a stage, or a context of "${node.target.name}"`,
              hint: `contexts: { ${/^\w+$/.test(name) ? name : `'${name}'`}: image('${name}') },`,
            }),
      });
    }
  }
  for (const context of contexts) {
    const legal = contextName(context);
    if (legal !== context) {
      problems.push({
        code: 'name-illegal',
        summary: `context name "${context}" of "${node.name}" is not legal: no FROM can mean it`,
        expected: legal ? `"${legal}"` : 'lower-case letters, digits, ".", "-" and "_"',
        ...placeOf(node.target, 'contexts'),
      });
      continue;
    }
    if (used.has(context)) continue;
    problems.push({
      code: 'context-unused',
      summary: `"${node.name}" has the context "${context}", which its Dockerfile does not use`,
      ...placeOf(node.target, 'contexts'),
      expected: `FROM ${context} or COPY --from=${context} in its template`,
    });
  }
  return problems;
}

/**
 * The name under which BuildKit looks for a named context: without Docker Hub and ":latest". Undefined:
 * it refuses the name. Source: NamedContext of moby/buildkit, frontend/dockerui/namedcontext.go.
 */
export function contextName(name: string): string | undefined {
  const image = parseImage(name);
  if ('invalid' in image) return undefined;
  const { registry, repository, tag, digest } = image;
  const hub = registry === 'docker.io' || registry === 'index.docker.io';
  return formatImage({
    ...(registry === undefined || hub ? {} : { registry }),
    repository: hub ? repository.replace(/^library\//, '') : repository,
    ...(tag === undefined || (tag === 'latest' && !digest) ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  });
}
