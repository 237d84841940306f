/** Dockerfiles for random trees, and what is known of them. */
import { parseDockerfile } from '../../src/parse/dockerfile.ts';
import { expandText, globalValues } from '../../src/parse/dockerfile-expand.ts';
import type { TemplateFacts } from '../../src/plan/make-tree-plan.ts';
import { argumentName } from './bodies.ts';
import type { TreeSpec } from './tree-spec.ts';

/** One Dockerfile for each target, which declares and uses what any of its cells gives. */
export function dockerfiles(spec: TreeSpec): ReadonlyMap<string, TemplateFacts> {
  return new Map(
    spec.targets.map(({ body, other }, at): [string, TemplateFacts] => {
      const names = [body.args, other.args].flatMap((args) =>
        (args ?? []).map(([key]) => argumentName(key)),
      );
      const text = [
        // One more than it has, so that a parent's may flow in.
        ...new Set([...names, 'P3', 'CELL']),
      ]
        .map((name) => `ARG ${name}=\n`)
        .concat('FROM scratch AS first\nFROM first AS second\n')
        .concat((body.contexts ?? []).map((_, position) => `COPY --from=c${position} / /\n`))
        .concat([0, 1, 2, 3, 4, 5, 6, 7].map((id) => `RUN --mount=type=secret,id=s${id} true\n`))
        .concat([0, 1, 2].map((id) => `RUN --mount=type=ssh,id=k${id} true\n`))
        .join('');
      const facts = parseDockerfile('', text);
      const resolve = (from: string, given: ReadonlyMap<string, string>) =>
        expandText(from, globalValues(facts, given));
      return [`d${at}`, { facts, locate: (line) => ({ file: 'Dockerfile', line }), resolve }];
    }),
  );
}
