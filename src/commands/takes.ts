/** What settings can give to the build of a Dockerfile. */
import type { DockerfileFacts } from '../parse/dockerfile-facts.ts';
import { canBecome } from '../parse/dockerfile-sources.ts';
import { declaredArguments } from '../plan/check-dockerfile.ts';
import type { Takes } from '../plan/check-setting-name.ts';
import { contextName } from '../plan/check-sources.ts';

/** The arguments that a Dockerfile declares, and the contexts that it can name. */
export function takesOf(facts: DockerfileFacts): Takes {
  const stages = facts.stages.flatMap(({ name }) => name ?? []);
  // What is under ONBUILD happens in another build; nothing takes the place of scratch in a FROM.
  const sources = facts.sources.filter(
    ({ onbuild, kind, target }) => !onbuild && !(kind === 'from' && target.is === 'scratch'),
  );
  const named = sources.flatMap(({ text, args }) =>
    args.length === 0 ? (contextName(text) ?? []) : [],
  );
  // A context takes the place of a stage of its name, too.
  const contexts = [...new Set([...stages, ...named])];
  const fits = sources
    .filter(({ args }) => args.length > 0)
    .map(({ text }) => canBecome(text, facts.escapeChar));
  // Nobody but such a frontend itself knows what it reads.
  const isOther = facts.directives.some(({ name }) => name === 'syntax');
  return {
    args: declaredArguments(facts),
    contexts,
    isOpen: isOther,
    mayBecome: (name) => fits.some((become) => become(name)),
  };
}
