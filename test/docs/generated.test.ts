/** The two pages that are written from the code's own lists. `npx vitest run test/docs -u` writes them. */
import { expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../src/errors/codes.ts';
import { EXIT } from '../../src/errors.ts';
import { ATTRIBUTE_NAMES, attributeDocs, TARGET_ATTRIBUTES } from '../../src/model/attributes.ts';
import {
  CALL_FORMAT,
  CALLS,
  COMPRESSIONS,
  ENTITLEMENTS,
  ENTRY_DOCS,
  ENTRY_TYPES,
  NETWORKS,
  type TypedAttribute,
} from '../../src/model/entries.ts';

const WRITTEN = {
  author: 'the author',
  derived: 'baketree',
  never: 'never: trees are written flat',
} as const;

test('docs/attributes.md lists every attribute', async () => {
  const rows = ATTRIBUTE_NAMES.map((name) => {
    const { type, merge, since, use } = TARGET_ATTRIBUTES[name];
    return `| [\`${name}\`](${attributeDocs(name)}) | ${type} | ${merge} | ${since} | ${WRITTEN[use]} |`;
  });
  const page = [
    '# Target attributes',
    '',
    'All attributes of a `target` block, in the order in which they are written, from the list in',
    'src/model/attributes.ts. *Merge* is what bake does when an inherited and an own value meet; *since* is',
    'the first buildx that reads it (0.20.0 stands for anything older, too).',
    '',
    '| attribute | type | merge | since | written by |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '## Words',
    '',
    'What those attributes can be that have words of a closed list, and `compression` of entries of',
    '`output` and `cache-to`.',
    '',
    '| attribute | words |',
    '|---|---|',
    `| \`network\` | ${words(NETWORKS)} |`,
    `| \`call\` | ${words(CALLS)}, each with \`${CALL_FORMAT}\`, too |`,
    `| \`entitlements\` | ${words(ENTITLEMENTS)}, \`device=<name>\` |`,
    `| \`compression\` | ${words(COMPRESSIONS)} |`,
    '',
    '## Types of entries',
    '',
    'What `type` can be, and the keys that BuildKit reads beside it, from src/model/entries.ts. It drops any',
    'other key without a word, so those are problems here.',
    '',
    '| attribute | type | keys |',
    '|---|---|---|',
    ...entryRows(),
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../docs/attributes.md');
});

function words(list: readonly string[]): string {
  return list.map((word) => `\`${word}\``).join(', ');
}

function entryRows(): readonly string[] {
  return Object.entries(ENTRY_TYPES).flatMap(([name, types]) =>
    Object.entries<readonly string[] | 'any'>(types).map(([type, keys]) => {
      const shown = keys === 'any' ? 'any' : keys.map((key) => `\`${key}\``).join(', ');
      return `| [\`${name}\`](${ENTRY_DOCS[name as TypedAttribute]}) | \`${type}\` | ${shown || 'none'} |`;
    }),
  );
}

test('docs/errors.md lists every problem code', async () => {
  const exit = {
    input: EXIT.input,
    stale: EXIT.stale,
    tool: EXIT.tool,
    interrupted: EXIT.interrupted,
  };
  const rows = Object.entries(PROBLEM_CODES).map(
    ([code, { kind, means }]) => `| \`${code}\` | ${exit[kind]} | ${means} |`,
  );
  const page = [
    '# Problems and exit codes',
    '',
    'Every problem says what was found, where (file and line), what was expected, and what to type. They',
    'are reported all at once. The exit code is that of the kind that has to be put right first: input (2),',
    'then what is stale, edited or cannot be changed in place (3), then tools (4). A bug of ours is 1, an',
    'interrupt 130.',
    '',
    '| code | exit | what it is about |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../docs/errors.md');
});
