/** A tree of two small targets with colony's own caches, in a copy of this project: bakes take a second. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ColonyProject } from './colony-project.ts';

const TREE = `import { defineTree, image, target, template, text } from 'baketree';
import { caches } from '../src/trees/colony-caches.ts';
import { CACHE_MODE, CACHE_REGISTRY, CACHE_SCOPE, ECR_BASE_REPOSITORY, ECR_CACHE_REPOSITORY, ECR_REPOSITORY, REGISTRY } from '../src/trees/colony-registry-variables.ts';
import { RUNTIME_IMAGE } from '../src/trees/colony-variables.ts';

const plain = { attest: [{ type: 'provenance', disabled: true }] } as const;
const under = target('under', {
  description: 'What is below',
  template: template('under', { ignore: ['*', '!under.txt'] }),
  contexts: { runtime: image(RUNTIME_IMAGE) },
  output: [{ type: 'cacheonly' }],
  ...plain,
  ...caches('under'),
});
const over = target('over', {
  description: 'What is above',
  template: template('over', { ignore: ['*', '!over.txt'] }),
  contexts: { under },
  tags: [text\`\${ECR_REPOSITORY}:latest\`],
  output: [{ type: 'docker' }],
  ...plain,
  ...caches('over'),
});
export const small = defineTree({
  name: 'small',
  description: 'Two targets',
  variables: [
    CACHE_MODE, CACHE_SCOPE, CACHE_REGISTRY, ECR_CACHE_REPOSITORY, ECR_REPOSITORY, ECR_BASE_REPOSITORY, REGISTRY, RUNTIME_IMAGE,
  ],
  targets: [under, over],
  default: [over],
});
`;

/** The targets, and the names of the files in the project's root that they copy. */
export const SMALL = ['under', 'over'] as const;

/** Puts it in the place of the project's own tree, with files that no engine has seen. */
export async function plantSmallTree({ folder, prefix, cli }: ColonyProject): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    'trees/small.ts': TREE,
    'baketree.config.ts':
      "import { defineConfig } from 'baketree';\nimport { small } from './trees/small.ts';\nexport default defineConfig({ trees: [small] });\n",
    'templates/small/under.Dockerfile.hbs':
      'FROM runtime AS unused\nCOPY under.txt /unused\nFROM runtime AS under\nCOPY --from=unused /unused /under\n',
    'templates/small/over.Dockerfile.hbs': 'FROM under AS over\nCOPY over.txt /over\n',
    ...Object.fromEntries(SMALL.map((name) => [`${name}.txt`, `${name} ${prefix}\n`])),
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  const { exitCode, stderr } = await cli(['generate']);
  if (exitCode !== 0) throw new Error(stderr);
}
