/** Dockerfiles and their ignore files from templates. They depend on the tree only, never on cells. */
import Handlebars from 'handlebars';
import { BaketreeError, type Problem } from '../errors.ts';
import type { Template } from '../model/template.ts';
import { hashLine, sealFile } from './header.ts';

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
 * Renders one Dockerfile, headed and hashed. Throws a {@link BaketreeError} with file and line where the
 * template cannot be read, or names something that its data does not have.
 */
export function renderDockerfile(input: DockerfileInput): string {
  // Our own instance: partials and helpers of others cannot reach in.
  const handlebars = Handlebars.create();
  for (const [name, text] of input.partials) handlebars.registerPartial(name, text);
  try {
    const render = handlebars.compile(input.text, { noEscape: true, strict: true });
    const body = render({ tree: input.tree, ...input.template.data });
    return sealFile(withHeader(body.replace(/\n*$/, '\n'), input));
  } catch (error) {
    throw new BaketreeError([templateProblem(error as Error, input)], { cause: error });
  }
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

/**
 * Handlebars gives a line as a field, in the text ("on line 3"), or behind the message ("- 2:2"), but
 * not whether the template or a partial has it: the one whose line holds what is complained about.
 */
function templateProblem(
  error: Error & { readonly lineNumber?: number },
  { file, text, partials }: DockerfileInput,
): Problem {
  const said = /(?:on line |- )(\d+)(?::\d*)?/.exec(error.message)?.[1];
  const line = error.lineNumber ?? Number(said ?? 0);
  const last = (error.message.split('\n').at(-1) ?? '').replace(/ - \d+:\d+$/, '');
  // What the grammar would have taken is a list of its own words; the line itself says more.
  const syntax = last.startsWith('Expecting');
  const summary = syntax
    ? 'the braces do not fit together'
    : last.replace(/ in \[object Object\].*$/, " in the template's data");
  const name = /^"([^"]+)" not defined/.exec(last)?.[1] ?? '{{';
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const sources = [
    { file, text },
    ...[...partials].map(([partial, own]) => ({ file: `${folder}_${partial}.hbs`, text: own })),
  ].map((source) => ({ ...source, line: source.text.split('\n')[line - 1] ?? '' }));
  const found = sources.find((source) => line > 0 && source.line.includes(name)) ?? sources[0];
  return {
    code: 'template-invalid',
    summary,
    at: line > 0 ? { file: found?.file ?? file, line } : { file },
    ...(syntax && found ? { details: [found.line.trim()] } : {}),
  };
}
