/** A word that nothing is called: why, and what was probably meant. */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { cellPattern } from './cells.ts';
import { shellWord } from './command.ts';
import { excludedCell, nearCells } from './excluded.ts';
import { type Lookup, line, names, split, typedName } from './lookup.ts';
import type { TreePlan } from './tree-plan.ts';

/** What bake's option `progress` can be. */
const DISPLAYS = ['auto', 'plain', 'tty', 'quiet', 'rawjson'];

/** The problem of such a word, with lines to type instead. */
export function unknown(word: string, trees: readonly TreePlan[], lookup: Lookup): Problem {
  const { verb = 'bake', words = [] } = lookup;
  const excluded = excludedWord(word, trees, lookup);
  if (excluded) return excluded;
  const base = { code: 'usage-unknown-target', summary: `nothing is called "${word}"` } as const;
  if (DISPLAYS.includes(word)) {
    // npm keeps `--progress` for itself, at a terminal without a trace, and passes on its value.
    const others = words.filter((each) => each !== word).map(shellWord);
    const meant = [`npm run ${verb}`, ...others, `-- --progress=${word}`].join(' ');
    return {
      ...base,
      hint: ['if it is a value of an option, put -- before options:', `  ${meant}`],
    };
  }
  const all = trees.flatMap((tree) => names(tree, lookup).map((name) => `${tree.name}/${name}`));
  const near = nearest(word, [...all, ...all.map((each) => split(each).name)]);
  if (near) return { ...base, hint: line(lookup, near) };
  const pattern = patternOf(word, trees, lookup);
  if (pattern) return { ...base, ...pattern };
  const shown = all.length > 10 ? [...all.slice(0, 10), `and ${all.length - 10} more`] : all;
  return { ...base, expected: `one of ${shown.join(', ')}`, hint: 'npm run list' };
}

/** The trees that a word can be about, each with what it is called there. */
function candidates(word: string, trees: readonly TreePlan[], { models = [] }: Lookup) {
  const asked = word.includes('/') ? split(word) : undefined;
  return trees.flatMap((plan) => {
    const model = models.find(({ name }) => name === plan.name);
    if (!model || (asked && asked.tree !== plan.name)) return [];
    return [{ plan, model, name: asked ? asked.name : word }];
  });
}

/** A word that names a cell which is excluded: why, and what there is instead. */
function excludedWord(
  word: string,
  trees: readonly TreePlan[],
  lookup: Lookup,
): Problem | undefined {
  for (const { plan, model, name } of candidates(word, trees, lookup)) {
    const found = excludedCell(model, name);
    if (!found) continue;
    const at = found.reasons.find((reason) => reason.at)?.at;
    const near = nearCells(plan, found);
    return {
      code: 'cell-excluded',
      summary: `the cell "${word}" is excluded`,
      ...(at ? { at } : {}),
      details: found.reasons.map((reason) => reason.line),
      hint: near.map((each) => line(lookup, typedName(each, plan.name, trees))),
    };
  }
  return undefined;
}

/** A word that begins like the cells of a target: how those are spelt. */
function patternOf(
  word: string,
  trees: readonly TreePlan[],
  lookup: Lookup,
): Pick<Problem, 'expected' | 'hint'> | undefined {
  for (const { plan, model, name } of candidates(word, trees, lookup)) {
    const target = model.targets
      .filter(({ axes, name: each }) => axes.length > 0 && name.startsWith(`${each}-`))
      .sort((one, two) => two.name.length - one.name.length)[0];
    if (!target) continue;
    const hint = `npm run list ${typedName(target.name, plan.name, trees)}`;
    return { expected: cellPattern(target), hint };
  }
  return undefined;
}
