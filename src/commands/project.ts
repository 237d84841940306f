/** A project as it is on disk: its trees planned, with the files they should have. */
import path from 'node:path';
import { BaketreeError, type Location, type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import { forgetful, type Memory } from '../io/memory.ts';
import type { Template } from '../model/template.ts';
import type { Config, Tree } from '../model/tree.ts';
import { expandText, globalValues } from '../parse/dockerfile-expand.ts';
import type { DockerfileFacts } from '../parse/dockerfile-facts.ts';
import { dockerfilePath } from '../plan/attributes.ts';
import { bakeFilePath, type GeneratedFile } from '../plan/files.ts';
import { makeTreePlan, type TemplateFacts } from '../plan/make-tree-plan.ts';
import { templatesOf } from '../plan/nodes.ts';
import { checkPaths, literalPaths } from '../plan/paths.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { renderBakeFile } from '../render/bake-file.ts';
import { toUnix } from '../render/header.ts';
import { readAll } from './files.ts';
import { type TemplateMaker, templateMaker } from './templates.ts';

/** A tree, planned, with its generated files as they should be. */
export interface PlannedTree {
  readonly plan: TreePlan;
  readonly files: readonly GeneratedFile[];
}

/** Plans every tree of a configuration. Throws one {@link BaketreeError} with all their problems. */
export async function planProject(
  config: Config,
  disk: Disk,
  memory: Memory = forgetful,
): Promise<readonly PlannedTree[]> {
  const maker = templateMaker(memory);
  const problems: Problem[] = [];
  const names = new Set<string>();
  const planned: PlannedTree[] = [];
  for (const tree of config.trees) {
    if (names.has(tree.name)) {
      const summary = `two trees have the name "${tree.name}"`;
      problems.push({
        code: 'name-duplicate',
        summary,
        ...(tree.declaredAt ? { at: tree.declaredAt } : {}),
      });
    }
    names.add(tree.name);
    planned.push(await planTree(tree, { disk, maker }, problems));
  }
  // Nobody waits for it.
  void maker.keep();
  throwIfAny(problems.map((problem) => relativeTo(disk.root, problem)));
  return planned;
}

async function planTree(
  tree: Tree,
  { disk, maker }: { readonly disk: Disk; readonly maker: TemplateMaker },
  problems: Problem[],
): Promise<PlannedTree> {
  const folder = `templates/${tree.name}`;
  const source = relative(disk.root, tree.declaredAt?.file ?? 'baketree.config.ts');
  const hbs = (await disk.list(folder)).filter((file) => file.endsWith('.hbs'));
  const texts = new Map<string, string>();
  for (const { file, text = '' } of await readAll(hbs, disk)) {
    // As other editors and checkouts leave them: neither is a part of the text.
    texts.set(file, toUnix(text).replace(/^\uFEFF/, ''));
  }
  const partials = partialsOf(folder, texts);
  const templates = templatesOf(tree);
  const before = problems.length;

  const facts = new Map<string, TemplateFacts>();
  const files: GeneratedFile[] = [];
  for (const template of templates) {
    const file = `${folder}/${template.name}.Dockerfile.hbs`;
    const text = texts.get(file);
    if (text === undefined) {
      problems.push(missingTemplate(file, template));
      continue;
    }
    try {
      const made = await maker.make({ tree: tree.name, template, file, text, partials, source });
      const locate = locator(made.dockerfile, [...texts], file);
      for (const problem of made.problems) {
        problems.push({ ...problem, at: locate(problem.at?.line ?? 1) });
      }
      // What cannot be read cannot be compared with its targets either.
      if (made.facts.problems.length === 0) facts.set(template.name, factsOf(made.facts, locate));
      const target = dockerfilePath(tree.name, template.name);
      files.push({ path: target, text: made.dockerfile });
      files.push({ path: `${target}.dockerignore`, text: made.ignoreFile });
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      problems.push(...error.problems);
    }
  }
  const { plan, problems: found } = makeTreePlan({ tree, templates: facts, source });
  problems.push(...found);
  const root = await disk.resolve('.');
  for (const literal of literalPaths(plan)) {
    problems.push(...checkPaths(literal, await disk.resolve(literal.path), root));
  }
  // A tree that is not whole yet uses less than it will.
  if (problems.length === before) problems.push(...unusedTemplates(tree.name, hbs, templates));
  // Nor can it be written: what is wrong with a value may be that it is none.
  if (problems.length === before) {
    files.push({ path: bakeFilePath(tree.name), text: renderBakeFile(plan) });
  }
  return { plan, files };
}

function partialsOf(
  folder: string,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    [...texts].flatMap(([file, text]): [string, string][] => {
      const name = /^_([\w-]+)\.hbs$/.exec(file.slice(folder.length + 1))?.[1];
      return name ? [[name, text]] : [];
    }),
  );
}

function unusedTemplates(
  tree: string,
  files: readonly string[],
  templates: readonly Template[],
): readonly Problem[] {
  const used = new Set(templates.map(({ name }) => `templates/${tree}/${name}.Dockerfile.hbs`));
  return files
    .filter((file) => !used.has(file) && !path.posix.basename(file).startsWith('_'))
    .map((file) => ({
      code: 'template-unused',
      summary: `no target of "${tree}" uses this template`,
      at: { file },
      expected: `a target with template('${path.posix.basename(file).replace(/(\.Dockerfile)?\.hbs$/, '')}'), or no such file`,
    }));
}

function missingTemplate(file: string, template: Template): Problem {
  return {
    code: 'template-missing',
    summary: `the template "${template.name}" has no file`,
    ...(template.at ? { at: template.at } : {}),
    expected: `the file ${file}`,
  };
}

function factsOf(facts: DockerfileFacts, locate: (line: number) => Location): TemplateFacts {
  return {
    facts,
    locate,
    resolve: (text, given) => expandText(text, globalValues(facts, given)),
  };
}

/**
 * Leads from a line of a Dockerfile to the template's line that says the same, which a reader can
 * change. A line that was put together from data leads to the template's file.
 */
function locator(
  dockerfile: string,
  texts: readonly (readonly [string, string])[],
  file: string,
): (line: number) => Location {
  const lines = dockerfile.split('\n');
  const own = texts.filter(([name]) => name === file || path.posix.basename(name).startsWith('_'));
  const sources = own.sort(([one]) => (one === file ? -1 : 1));
  return (line) => {
    const wanted = lines[line - 1]?.trim();
    for (const [name, text] of sources) {
      const index = text.split('\n').findIndex((each) => each.trim() === wanted);
      if (wanted && index >= 0) return { file: name, line: index + 1 };
    }
    return { file };
  };
}

/** Paths in problems are shown from the project's root; the loader keeps lines, but not columns. */
function relativeTo(root: string, problem: Problem): Problem {
  if (!problem.at) return problem;
  const { column: _, ...at } = problem.at;
  return { ...problem, at: { ...at, file: relative(root, at.file) } };
}

function relative(root: string, file: string): string {
  const found = path.relative(root, path.resolve(root, file));
  return found.startsWith('..') ? file : found.split(path.sep).join('/');
}
