/**
 * What a template comes to: its Dockerfile, the ignore file beside it and the Dockerfile's facts. All
 * three follow from a few texts alone, so they are kept by the hash of those, and neither the renderer
 * nor the parser is loaded while these stay the same.
 */
import type { Problem } from '../errors.ts';
import type { Memory } from '../io/memory.ts';
import { hashOf } from '../model/hash.ts';
import { plainText } from '../model/plain.ts';
import type { DockerfileFacts } from '../parse/dockerfile-facts.ts';
import type { DockerfileInput } from '../render/dockerfile.ts';
import { recalled } from './recalled.ts';

/** Everything that it is made from; `source` is the file that declares the tree. */
export type TemplateInput = DockerfileInput & { readonly source: string };

/** The outcome; lines in `problems` are those of the Dockerfile. */
export interface MadeTemplate {
  readonly dockerfile: string;
  readonly ignoreFile: string;
  readonly facts: DockerfileFacts;
  readonly problems: readonly Problem[];
}

/** Makes templates, with what was kept by an earlier run. */
export interface TemplateMaker {
  /** Throws the renderer's own {@link BaketreeError}. */
  readonly make: (input: TemplateInput) => Promise<MadeTemplate>;
  /** Keeps what this run made and recalled. */
  readonly keep: () => Promise<void>;
}

/** One for a run. Only what has no problems is kept. */
export function templateMaker(memory: Memory): TemplateMaker {
  const templates = recalled<MadeTemplate>(memory, 'templates');
  return {
    make: async (input) => {
      const key = keyOf(input);
      const made = (key === undefined ? undefined : templates.get(key)) ?? (await make(input));
      if (key !== undefined && made.problems.length === 0) templates.use(key, made);
      return made;
    },
    keep: templates.keep,
  };
}

/** Undefined for data that a text cannot stand for, such as a function: that is made anew each time. */
function keyOf(input: TemplateInput): string | undefined {
  const { tree, template, file, text, partials, source } = input;
  const data = plainText(template.data);
  if (data === undefined) return undefined;
  const all = [tree, template.name, template.ignore, data, file, text, [...partials], source];
  return hashOf(JSON.stringify(all));
}

async function make({ source, ...input }: TemplateInput): Promise<MadeTemplate> {
  const [
    { renderDockerfile, renderIgnoreFile },
    { parseDockerfile, checkMounts, checkReferences },
  ] = await Promise.all([import('../render/dockerfile.ts'), import('../parse/dockerfile.ts')]);
  const dockerfile = renderDockerfile(input);
  const facts = parseDockerfile('', dockerfile);
  return {
    dockerfile,
    ignoreFile: renderIgnoreFile(input.tree, input.template, source),
    facts,
    problems: [...facts.problems, ...checkMounts(facts), ...checkReferences(facts)],
  };
}
