/** `list`: what can be baked, of which cells, and which variables a bake reads. */
import { type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import type { Memory } from '../io/memory.ts';
import type { Config } from '../model/tree.ts';
import type { Notice } from '../plan/notice.ts';
import { select } from '../plan/select.ts';
import { isSure } from './choose.ts';
import { type FiledName, filedNames, namesOfFiles } from './filed-names.ts';
import { readFiles } from './files.ts';
import { cellsAsTargets, type Listed, type ListedTree, listTree } from './listed-tree.ts';
import { ownFiles } from './own-files.ts';
import { placed } from './place.ts';
import type { BakeRequest } from './plan-bake.ts';
import { type Project, planProject, problemsOf } from './project.ts';

/** The sound trees, and what is wrong with the others. */
export interface ListedProject {
  readonly trees: readonly ListedTree[];
  /** Why names that only files have are not all there. */
  readonly notices: readonly Notice[];
  readonly problems: readonly Problem[];
}

/** What is listed, and what is needed for it. */
export interface ListRequest {
  readonly words?: readonly string[];
  readonly memory?: Memory;
  /** Asked for what only edited files and override files have; absent: that is left out. */
  readonly docker?: Pick<Docker, 'output'>;
  readonly environment?: BakeRequest['environment'];
  readonly dotenv?: BakeRequest['dotenv'];
}

/**
 * Lists every sound tree; with words only those trees, groups and targets, which are looked up as `bake`
 * does, but a tree's name first. Throws for a word that nothing is called, and where no tree is sound.
 */
export async function list(
  config: Config,
  disk: Disk,
  request: ListRequest = {},
): Promise<ListedProject> {
  const { words = [], memory } = request;
  const project = await planProject(config, disk, memory);
  const { trees, plans } = project;
  const whole = (tree: string) => words.length === 0 || words.includes(tree);
  const others = words.filter((word) => !plans.some(({ name }) => name === word));
  const models = trees.map(({ tree }) => tree);
  const sure =
    words.length > 0 && words.every((word) => others.includes(word) && isSure(word, plans));
  const filed = sure ? NONE : await filedNamesOf(project, disk, request);
  const lookup = { verb: 'list', models, filed: filedNames(filed.found) };
  const { selections, problems } = select(others, plans, lookup);
  if (others.length > 0 && problems.length > 0) {
    const told = await Promise.all(problems.map((problem) => placed(problem, disk)));
    throwIfAny([...told, ...filed.problems, ...problemsOf(project)]);
  }
  const asked = new Map(others.length > 0 ? selections.map((each) => [each.tree, each.names]) : []);
  const listed = trees.flatMap(({ tree, plan }) => {
    const names = asked.get(plan.name);
    const all = () => withFiled(listTree(tree, plan, names), filed.found.get(plan.name));
    if (whole(plan.name)) return [all()];
    return names ? [only(all(), cellsAsTargets(plan, names))] : [];
  });
  const notices = filed.problems.map(
    ({ summary }): Notice => ({
      level: 'warning',
      line: `what only edited bake files and overrides have is left out: ${summary}`,
    }),
  );
  return { trees: listed, notices, problems: problemsOf(project) };
}

const NONE = { found: new Map<string, readonly FiledName[]>(), problems: [] };

async function filedNamesOf(project: Project, disk: Disk, request: ListRequest) {
  const { docker, environment = {}, dotenv = {} } = request;
  if (!docker) return NONE;
  const own = ownFiles(await readFiles(project, disk), disk);
  return namesOfFiles({ project, own, request: { environment, dotenv }, io: { disk, docker } });
}

function withFiled(tree: ListedTree, filed: readonly FiledName[] = []): ListedTree {
  const listed = (isGroup: boolean): readonly Listed[] =>
    filed
      .filter((each) => each.isGroup === isGroup)
      .map(({ name, description, from }) => ({ name, description, onlyIn: from }));
  return {
    ...tree,
    groups: [...tree.groups, ...listed(true)],
    targets: [...tree.targets, ...listed(false)],
  };
}

function only(tree: ListedTree, names: ReadonlySet<string>): ListedTree {
  const isAsked = ({ name }: Listed) => names.has(name);
  return {
    ...tree,
    groups: tree.groups.filter(isAsked),
    targets: tree.targets.filter(isAsked),
    variables: [],
  };
}
