/** Dockerfiles and their ignore files from templates. They depend on the tree only, never on cells. */
import Handlebars from 'handlebars';
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { Template } from '../model/template.ts';
import { hashLine, sealFile } from './header.ts';
import { makeLookup } from './template-names.ts';
import { partialsIn, readSource, type Source } from './template-source.ts';
import { SECTION } from './template-watch.ts';

/** What one rendering needs. `partials` are the texts of `_name.hbs` files, by name. */
export interface DockerfileInput {
  readonly tree: string;
  readonly template: Template;
  /** The template's own file, for the header and for errors. */
  readonly file: string;
  readonly text: string;
  readonly partials: ReadonlyMap<string, string>;
}

/**
 * Renders one Dockerfile, headed and hashed. Throws a {@link BaketreeError} with all that is wrong in the
 * template and the partials that it uses: braces, blocks, partials, helpers, and names that its data does
 * not have.
 */
export function renderDockerfile(input: DockerfileInput): string {
  const { tree, template } = input;
  const sources = sourcesOf(input);
  const all = [...sources.values()];
  const declared = all.flatMap(({ program }) => partialsIn(program).declared);
  const partials = new Set([...input.partials.keys(), ...declared]);
  const data = { tree, ...template.data };
  const { watch, helpers, problems } = makeLookup({ template: { ...template, data }, partials });
  for (const { program, file } of all) watch(program, file);

  // Our own instance: partials and helpers of others cannot reach in.
  const handlebars = Handlebars.create();
  const section = handlebars.helpers.blockHelperMissing as Handlebars.HelperDelegate;
  handlebars.registerHelper({ ...helpers, [SECTION]: section });
  const knownHelpers = Object.fromEntries(
    [...Object.keys(helpers), SECTION].map((name) => [name, true]),
  );
  const options = { noEscape: true, strict: true, knownHelpers } as CompileOptions;
  for (const [name, { program }] of sources) {
    if (name !== undefined) handlebars.registerPartial(name, handlebars.compile(program, options));
  }
  let [body, failed]: [string, readonly Problem[]] = ['', []];
  try {
    body = handlebars.compile(sources.get(undefined)?.program, options)(data);
  } catch (error) {
    failed = [failure(error as Error, input)];
  }
  const wrong = all.flatMap((source) =>
    [...source.problems, ...problems.filter(({ at }) => at?.file === source.file)].sort(
      (one, two) => (one.at?.line ?? 0) - (two.at?.line ?? 0),
    ),
  );
  // What is wrong already may be why it failed.
  throwIfAny(wrong.length > 0 ? wrong : failed);
  if (body.includes('[object Object]')) throw new BaketreeError([printed(input)]);
  return sealFile(withHeader(body.replace(/\n*$/, '\n'), input));
}

/** The template's own source, which has no name, and those of the partials that it comes to use. */
function sourcesOf({
  file,
  text,
  partials,
}: DockerfileInput): ReadonlyMap<string | undefined, Source> {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const sources = new Map<string | undefined, Source>([[undefined, readSource(file, text)]]);
  // A map gives what is added to it while it is gone through.
  for (const { program } of sources.values()) {
    const { used, any } = partialsIn(program);
    for (const name of any ? partials.keys() : used) {
      const own = partials.get(name);
      if (own === undefined || sources.has(name)) continue;
      sources.set(name, readSource(`${folder}_${name}.hbs`, own));
    }
  }
  return sources;
}

/** A variable among the data, or any other object where a text should be. */
function printed({ template, file }: DockerfileInput): Problem {
  return {
    code: 'template-invalid',
    summary: `the template "${template.name}" writes an object of its data as [object Object]`,
    expected:
      'texts in its data; a variable is an argument, in args of a target and ARG of the template',
    at: template.at ?? { file },
  };
}

/** Whatever else Handlebars refuses. */
function failure(error: Error, { file }: DockerfileInput): Problem {
  const summary =
    error instanceof RangeError
      ? 'its partials use each other without an end'
      : `it cannot be rendered: ${error.message.split('\n')[0]}`;
  return { code: 'template-invalid', summary, at: { file } };
}

/** Parser directives must stay the very first lines; the header goes behind them. */
function withHeader(body: string, { template, tree, file }: DockerfileInput): string {
  const directives = /^(?:#\s*(?:syntax|escape|check)\s*=.*\n)*/i.exec(body)?.[0] ?? '';
  return [
    directives,
    `# ${tree}/${template.name}: written by baketree from ${file}.\n`,
    '# To change it for good, change that and run: npm run generate\n',
    `${hashLine()}\n`,
    '\n',
    body.slice(directives.length).replace(/^\n+/, ''),
  ].join('');
}

/** The Dockerfile's own ignore file; it always exists, so that no other one is read in its place. */
export function renderIgnoreFile(tree: string, template: Template, source: string): string {
  const what =
    template.ignore.length > 0
      ? 'what the build of that Dockerfile may see of its context'
      : 'nothing is ignored: the build of that Dockerfile sees its whole context';
  return sealFile(
    [
      `# ${tree}/${template.name}: ${what}.`,
      `# Written by baketree from ${source}. To change it for good, change that and run: npm run generate`,
      hashLine(),
      ...template.ignore,
      '',
    ].join('\n'),
  );
}
