/** A project of any size: one template, each target on top of an earlier one. */
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Makes a temporary project whose tree has that many targets, and gives its folder. */
export async function makeProject(targets: number): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'baketree-bench-'));
  await mkdir(path.join(root, 'templates/service'), { recursive: true });
  await symlink(path.resolve('node_modules'), path.join(root, 'node_modules'));
  await writeFile(
    path.join(root, 'templates/service/service.Dockerfile.hbs'),
    'FROM parent AS service\nARG NAME\nRUN echo "$NAME" > /name\n',
  );
  await writeFile(path.join(root, 'baketree.config.ts'), config(targets));
  return root;
}

function config(targets: number): string {
  return `import { defineConfig, defineTree, image, target, template, text, variable } from 'baketree';

const IMAGE_TAG = variable('IMAGE_TAG', { description: 'The tag of all services.', default: 'dev' });
const service = template('service', { ignore: ['*'] });
const targets = [];
for (let index = 0; index < ${targets}; index++) {
  targets.push(
    target(\`service-\${index}\`, {
      description: \`Service \${index}\`,
      template: service,
      contexts: { parent: index % 10 === 0 ? image('debian:trixie') : targets[index - 1] },
      args: { NAME: \`service-\${index}\` },
      tags: [text\`example/service-\${String(index)}:\${IMAGE_TAG}\`],
    }),
  );
}

export default defineConfig({
  trees: [
    defineTree({
      name: 'service',
      description: 'Many services',
      variables: [IMAGE_TAG],
      targets,
      default: [targets[0]],
    }),
  ],
});
`;
}
