/** The files of a project whose images are pushed. */

/** By path. Names of images begin with `mark`; `ecr` is what the tree says beside region, host and repositories. */
export function filesOf(mark: string, ecr: string): Readonly<Record<string, string>> {
  return {
    'baketree.config.ts': `import { defineConfig } from 'baketree';
import { pier } from './trees/pier.ts';

export default defineConfig({ trees: [pier] });
`,
    'trees/pier.ts': `import {
  defineTree, expireAfterDays, group, isEmpty, localOrTree, repository, target, template, text, variable, when,
} from 'baketree';

const REGISTRY = variable('REGISTRY', { description: 'Where ships are known.', default: '' });
const HULL = variable('HULL', { description: 'Where the hull is from.', oneOf: ['tree', 'local'], default: 'tree' });
const prefix = when(isEmpty(REGISTRY), '', text\`\${REGISTRY}/\`);
const plain = { attest: [{ type: 'provenance', disabled: true }] } as const;

const hull = target('hull', {
  description: 'The hull',
  template: template('hull', { ignore: ['*', '!hull.txt'] }),
  tags: [text\`\${prefix}${mark}-hull:latest\`],
  ...plain,
});
const ship = target('ship', {
  description: 'The ship',
  template: template('ship', { ignore: ['*', '!cargo.txt'] }),
  contexts: {
    hull: localOrTree({ choice: HULL, target: hull, image: '${mark}-hull:latest', title: 'Hull' }),
  },
  tags: [text\`\${prefix}${mark}-ship:latest\`, text\`\${prefix}${mark}-ship:1\`],
  ...plain,
});
const boat = target('boat', {
  description: 'The boat',
  template: template('boat', { ignore: ['*', '!cargo.txt'] }),
  tags: [text\`\${prefix}${mark}-boat:latest\`],
  ...plain,
});

const lasting = { lifecycle: [expireAfterDays(30)] };

export const pier = defineTree({
  name: 'pier',
  description: 'Ships',
  variables: [REGISTRY, HULL],
  targets: [hull, ship, boat],
  groups: [group('all', 'All of them', [hull, ship, boat])],
  default: [ship],
  ecr: {
    region: 'eu-west-1',
    host: REGISTRY,${ecr}
    repositories: ['hull', 'ship', 'boat'].map((name) => repository('${mark}-' + name, lasting)),
  },
});
`,
    'templates/pier/hull.Dockerfile.hbs': 'FROM scratch AS hull\nCOPY hull.txt /hull.txt\n',
    'templates/pier/ship.Dockerfile.hbs': 'FROM hull AS ship\nCOPY cargo.txt /cargo.txt\n',
    'templates/pier/boat.Dockerfile.hbs': 'FROM scratch AS boat\nCOPY cargo.txt /boat.txt\n',
    'hull.txt': `hull of ${mark}\n`,
    'cargo.txt': `cargo of ${mark}\n`,
  };
}
