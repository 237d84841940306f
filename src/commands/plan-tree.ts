/** A tree as it is on disk: planned, with the files that it should have. */
import path from 'node:path';
import { BaketreeError, type Location, type Problem } from '../errors.ts';
import { CONFIG_FILE } from '../io/config.ts';
import type { Disk } from '../io/disk.ts';
import type { Template } from '../model/template.ts';
import type { Tree } from '../model/tree.ts';
import { expandText, globalValues } from '../parse/dockerfile-expand.ts';
import type { DockerfileFacts } from '../parse/dockerfile-facts.ts';
import { dockerfilePath } from '../plan/attributes.ts';
import { checkCopies } from '../plan/check-copies.ts';
import { type Declared, declaredBy } from '../plan/declared.ts';
import { bakeFilePath, type GeneratedFile, workflowPath } from '../plan/files.ts';
import { makeTreePlan, type TemplateFacts } from '../plan/make-tree-plan.ts';
import { checkPaths, literalPaths } from '../plan/paths.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { renderBakeFile } from '../render/bake-file.ts';
import { toUnix } from '../render/header.ts';
import { renderWorkflow } from '../render/workflow.ts';
import { readAll } from './files.ts';
import { relative } from './place.ts';
import type { TemplateMaker } from './templates.ts';
import type { Tried } from './tried.ts';

/** A tree, planned, with its generated files as they should be. */
export interface PlannedTree {
  readonly tree: Tree;
  readonly plan: TreePlan;
  readonly files: readonly GeneratedFile[];
  /** What the Dockerfile of each template says, by the template's name. */
  readonly facts: ReadonlyMap<string, DockerfileFacts>;
}

/** What comes of planning a tree. */
export interface TreeResult {
  /** With problems, it has neither all files nor all names. */
  readonly planned: PlannedTree;
  readonly problems: readonly Problem[];
  readonly declared: Declared;
}

/** What makes a tree's files, with what earlier runs have kept. */
export interface Making {
  readonly maker: TemplateMaker;
  readonly tried: Tried;
}

/** Plans a tree with its templates. Of problems there may be any number. */
export async function planTree(
  tree: Tree,
  disk: Disk,
  { maker, tried }: Making,
): Promise<TreeResult> {
  const folder = `templates/${tree.name}`;
  const source = relative(disk.root, tree.declaredAt?.file ?? CONFIG_FILE);
  const hbs = (await disk.list(folder)).filter((file) => file.endsWith('.hbs'));
  const texts = new Map<string, string>();
  for (const { file, text = '' } of await readAll(hbs, disk)) {
    // As other editors and checkouts leave them: neither is a part of the text.
    texts.set(file, toUnix(text).replace(/^\uFEFF/, ''));
  }
  const partials = partialsOf(folder, texts);
  const declared = declaredBy(tree);
  const problems: Problem[] = [];

  const facts = new Map<string, TemplateFacts>();
  const files: GeneratedFile[] = [];
  for (const template of declared.templates) {
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
      if (made.facts.problems.length === 0) {
        facts.set(template.name, factsOf(made.facts, locate));
        problems.push(...checkCopies(made.facts, template, locate));
      }
      const target = dockerfilePath(tree.name, template.name);
      files.push({ path: target, text: made.dockerfile });
      files.push({ path: `${target}.dockerignore`, text: made.ignoreFile });
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      problems.push(...error.problems);
    }
  }
  let bakeFile = '';
  const isTried = (whole: TreePlan) => {
    bakeFile = renderBakeFile(whole);
    return tried.knows(bakeFile);
  };
  const { plan, problems: found } = makeTreePlan({ tree, templates: facts, source, isTried });
  problems.push(...found);
  const root = await disk.resolve('.');
  for (const literal of literalPaths(plan)) {
    problems.push(...checkPaths(literal, await disk.resolve(literal.path), root));
  }
  // A tree that is not whole yet uses less than it will.
  if (declared.allBodies) problems.push(...unusedTemplates(tree.name, hbs, declared));
  // Nor can it be written: what is wrong with a value may be that it is none.
  if (problems.length === 0) {
    tried.note(bakeFile);
    files.push({ path: bakeFilePath(tree.name), text: bakeFile });
    const { workflow } = plan;
    if (workflow) files.push({ path: workflowPath(tree.name), text: renderWorkflow(workflow) });
  }
  const read = new Map([...facts].map(([name, found]) => [name, found.facts]));
  return { planned: { tree, plan, files, facts: read }, problems, declared };
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
  { templates, elsewhere }: Declared,
): readonly Problem[] {
  const names = [...templates.map(({ name }) => name), ...elsewhere];
  const used = new Set(names.map((name) => `templates/${tree}/${name}.Dockerfile.hbs`));
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
