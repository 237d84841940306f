/** docs/ecr.md: its tree loads and its screen is the real one; its policies are written from the code's list. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import {
  iamPolicy,
  imagesPolicy,
  loginPolicy,
  OPERATIONS,
  pushPolicy,
} from '../../src/plan/ecr/permissions.ts';
import { wantedRepositories } from '../../src/plan/ecr/repositories.ts';
import { trustPolicy } from '../../src/plan/workflow/trust.ts';
import { colonyTree } from '../../src/trees/colony.ts';
import { awsEnvironment } from '../commands/ecr-bench.ts';
import { startAws } from '../support/aws-server.ts';
import { fakeEcr } from '../support/fake-ecr.ts';

const PAGE = 'docs/ecr.md';

test('docs/ecr.md has the smallest policies', async () => {
  const defaults = new Map(colonyTree.variables.map((each) => [each.name, each.default]));
  const { wanted } = wantedRepositories(colonyTree.ecr?.repositories ?? [], defaults);
  const arns = wanted.map(({ name }) => `arn:aws:ecr:eu-west-1:123456789012:repository/${name}`);
  expect(arns).toHaveLength(3);
  const { workflow } = colonyTree;
  if (!workflow) throw new Error('colony has no workflow');
  const github = { account: '123456789012', repository: 'you/colony' };
  const all = [
    ...[iamPolicy('plan', arns), iamPolicy('apply', arns), pushPolicy(arns), loginPolicy()],
    ...[trustPolicy(workflow, github), imagesPolicy(arns)],
  ];
  const policies = all.map((policy) => JSON.stringify(policy, null, 2));
  const page = await readFile(PAGE, 'utf8');
  let next = 0;
  const written = page.replace(
    /^```json\n[\s\S]*?^```$/gm,
    () => `\`\`\`json\n${policies[next++]}\n\`\`\``,
  );
  expect(next).toBe(policies.length);
  await expect(written).toMatchFileSnapshot(`../../${PAGE}`);
});

test('every call that the code sends is in the list, and no other', async () => {
  const texts = await Promise.all(
    ['aws-client', 'aws-alias', 'ecr', 'ecr-token'].map((file) =>
      readFile(`src/io/${file}.ts`, 'utf8'),
    ),
  );
  const commands = texts.join('\n').matchAll(/new (?:sdk\.)?([A-Z]\w+)Command\(/g);
  const asked = texts.join('\n').matchAll(/\bAction: '(\w+)'/g);
  const sent = [...commands, ...asked].map(([, name]) => name);
  expect([...new Set(sent)].sort()).toEqual(Object.keys(OPERATIONS).sort());
});

test('the tree of docs/ecr.md is planned as the page shows', async () => {
  const page = await readFile(PAGE, 'utf8');
  const tree = /```ts\n(\/\/ trees\/oven\.ts\n[\s\S]*?)```/.exec(page)?.[1] ?? '';
  const screen = /```console\n\$ npm run ecr -- plan\n([\s\S]*?)```/.exec(page)?.[1];
  const folder = await mkdtemp(path.join(tmpdir(), 'ecr-'));
  const fake = fakeEcr();
  const server = await startAws((request, raw) => fake.backend(request, raw));
  try {
    await mkdir(path.join(folder, 'trees'));
    await writeFile(path.join(folder, 'trees/oven.ts'), tree);
    await writeFile(
      path.join(folder, 'baketree.config.ts'),
      "import { defineConfig } from 'baketree';\nimport { oven } from './trees/oven.ts';\nexport default defineConfig({ trees: [oven] });\n",
    );
    const { stdout, exitCode } = await execa(
      process.execPath,
      [path.resolve('dist/cli.js'), 'ecr', 'plan'],
      {
        cwd: folder,
        env: { ...awsEnvironment(server.url), INIT_CWD: folder, AWS_REGION: '' },
        reject: false,
      },
    );
    expect(exitCode).toBe(3);
    expect(`${stdout}\n`).toBe(screen);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
