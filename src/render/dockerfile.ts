/** Dockerfiles and their ignore files from templates. They depend on the tree only, never on cells. */
import Handlebars from 'handlebars';
import { BaketreeError } from '../errors.ts';
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

/** Handlebars gives a line as a field, in the text ("on line 3"), or behind the message ("- 2:2"). */
function templateProblem(
  error: Error & { readonly lineNumber?: number },
  { file }: DockerfileInput,
) {
  const said = /(?:on line |- )(\d+)(?::\d*)?/.exec(error.message)?.[1];
  const line = error.lineNumber ?? Number(said ?? 0);
  const [, shown] = error.message.split('\n');
  const last = error.message.split('\n').at(-1) ?? '';
  // What its grammar would have taken is a list of its own words; the text itself says more.
  const summary = last.startsWith('Expecting')
    ? `the braces of {{…}} do not fit together at ${JSON.stringify(shown?.replace(/^\.\.\./, ''))}`
    : last.replace(/ in \[object Object\].*$/, " in the template's data");
  return {
    code: 'template-invalid' as const,
    summary,
    at: line > 0 ? { file, line } : { file },
  };
}
