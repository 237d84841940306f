/** Options that cannot be meant, or that bake loses. */
import type { Problem } from '../errors.ts';
import { type BakeOptions, repeated } from './bake-options.ts';
import type { BakeInput } from './bake-plan.ts';
import { overrideFilePath } from './files.ts';

/** What is wrong with the options of one bake. */
export function checkOptions(
  options: BakeOptions,
  { plan, locals, names, line }: BakeInput,
): readonly Problem[] {
  const problems: Problem[] = [];
  const [local] = locals;
  if (options.pull === true && local) {
    problems.push({
      code: 'pull-with-local-image',
      summary: `--pull would ask a registry for '${local.reference}', which is only ever taken from here`,
      hint: `${line([local.target, ...names])} -- --pull`,
    });
  }
  for (const setting of repeated(options, 'var')) {
    // Bake 0.31 would read it, older ones refuse it, and our own checks would see the variable without.
    const [name = '', ...value] = setting.split('=');
    problems.push({
      code: 'usage-option',
      summary: `--var ${setting}: a variable is given in the environment, where it is checked`,
      hint: line(names, { [name]: value.join('=') }),
    });
  }
  for (const setting of repeated(options, 'set')) {
    const key = setting.split('=', 1)[0]?.replace(/\+$/, '') ?? '';
    const attribute = key.slice(key.indexOf('.') + 1);
    if (['network', 'ulimits', 'no-cache-filter'].includes(attribute)) {
      problems.push({
        code: 'usage-option',
        summary: `--set ${setting}: bake loses this attribute when it is set on the command line`,
        expected: `the attribute in ${overrideFilePath(plan.name)}`,
      });
    }
  }
  return problems;
}
