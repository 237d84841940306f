/** The bake file of a tree: its plan in HCL, for people to read and for bake to run without us. */
import { ATTRIBUTE_NAMES } from '../model/attributes.ts';
import type { Value } from '../model/expression.ts';
import { ownAttributes } from '../plan/shared.ts';
import type {
  Attributes,
  PlannedGroup,
  PlannedTarget,
  PlannedVariable,
  TreePlan,
} from '../plan/tree-plan.ts';
import { hclAttribute, hclBlock, hclComment, hclValue } from './hcl.ts';
import { hashLine, sealFile } from './header.ts';

/** Renders the whole file, header and hash included. */
export function renderBakeFile(plan: TreePlan): string {
  const shared = new Map(plan.shared.map((block) => [block.target, block]));
  const written = new Set<string>();
  const targets = plan.targets.flatMap((target) => {
    const block = shared.get(target.target);
    if (!block) return [renderTarget(target)];
    const own = renderCell(target, block.name, ownAttributes(target.attributes, block.attributes));
    if (written.has(block.name)) return [own];
    written.add(block.name);
    const common = `What all cells of "${target.target}" share. It is not built itself.`;
    return [
      hclComment(common) + hclBlock('target', block.name, attributeLines(block.attributes)),
      own,
    ];
  });
  const parts = [
    header(plan),
    // Nothing in the file would read the others, and a variable without effect would mislead.
    ...plan.variables.filter(({ runnerOnly }) => !runnerOnly).map(renderVariable),
    ...plan.groups.map(renderGroup),
    ...targets,
  ];
  return sealFile(parts.join('\n'));
}

function header({ name, description, source, buildx }: TreePlan): string {
  const file = `bake/${name}/docker-bake.hcl`;
  return `${hclComment(
    [
      `${name}: ${description}`,
      '',
      `Written by baketree from ${source}. To change it for good, change that and run:`,
      '  npm run generate',
      `To try something, write a target of the same name into bake/${name}/docker-bake.override.hcl, or`,
      'edit this file: it is never overwritten while it is edited.',
      '',
      `Needs docker buildx ${buildx} or newer, and nothing else. Run it at the root of a checkout:`,
      `  docker buildx bake -f ${file}`,
      `  docker buildx bake -f ${file} --list=targets`,
    ].join('\n'),
  )}${hashLine()}\n`;
}

function renderVariable(variable: PlannedVariable): string {
  const type = variable.type === 'list' ? 'list(string)' : variable.type;
  const lines = [
    `  type = ${type}`,
    hclAttribute('default', variable.default),
    hclAttribute('description', variable.description),
  ];
  for (const { condition, message } of variable.validations) {
    lines.push('  validation {');
    lines.push(`    condition = ${hclValue(condition, '    ')}`);
    lines.push(`    error_message = ${hclValue(message, '    ')}`);
    lines.push('  }');
  }
  return hclBlock('variable', variable.name, lines);
}

function renderGroup({ name, description, members }: PlannedGroup): string {
  const lines = [hclAttribute('description', description), hclAttribute('targets', members)];
  return hclBlock('group', name, lines);
}

function renderTarget({ name, description, attributes }: PlannedTarget): string {
  return hclComment(description) + hclBlock('target', name, attributeLines(attributes));
}

function renderCell(target: PlannedTarget, parent: string, own: Attributes): string {
  const attributes = { inherits: [parent], ...own };
  const cell = Object.entries(target.cell).map(([axis, value]) => `${axis}=${value}`);
  const comment = hclComment(`${target.target} at ${cell.join(' ')}`);
  return comment + hclBlock('target', target.name, attributeLines(attributes));
}

function attributeLines(attributes: Attributes): readonly string[] {
  return ATTRIBUTE_NAMES.flatMap((name) => {
    const value: Value | undefined = attributes[name];
    return value === undefined ? [] : [hclAttribute(name, value)];
  });
}
