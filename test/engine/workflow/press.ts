/** A small project with a workflow: two images, of which one is the base of the other, and needs no other. */

/** Its files, by path. */
export const PRESS: Readonly<Record<string, string>> = {
  'baketree.config.ts': `import { defineConfig } from 'baketree';
import { press } from './trees/press.ts';

export default defineConfig({ trees: [press] });
`,
  'trees/press.ts': `import {
  defineTree, githubVariable, githubWorkflow, group, isEmpty, repository, setting, target, template, text,
  variable, when,
} from 'baketree';

const REGISTRY = variable('REGISTRY', { description: 'Where to', default: '' });
const ISSUE = variable('ISSUE', {
  description: 'Which',
  default: '0.0.0',
  pattern: { regex: '[0-9]+[.][0-9]+[.][0-9]+', means: 'a version such as 1.4.2' },
});
const COMMIT = variable('COMMIT_OF_PRESS', { description: 'Of what', default: 'none' });
const PAPER = variable('PAPER', { description: 'Which', oneOf: ['white', 'pink'], default: 'white' });

const prefix = when(isEmpty(REGISTRY), '', text\`\${REGISTRY}/\`);
const plain = { attest: [{ type: 'provenance', disabled: true }], output: [{ type: 'docker' }] } as const;

const ink = target('ink', {
  description: 'What is printed',
  template: template('ink'),
  tags: [text\`\${prefix}press/ink:latest\`],
  ...plain,
});
const page = target('page', {
  description: 'A page',
  template: template('page'),
  contexts: { ink },
  args: { COMMIT_OF_PRESS: COMMIT, PAPER },
  tags: [text\`\${prefix}press/page:\${ISSUE}\`, text\`\${prefix}press/page:latest\`],
  ...plain,
});
const all = group('all', 'Both', [ink, page]);

export const press = defineTree({
  name: 'press',
  description: 'A press',
  variables: [REGISTRY, ISSUE, COMMIT, PAPER],
  targets: [ink, page],
  groups: [all],
  default: [page],
  ecr: {
    region: 'eu-west-1',
    host: REGISTRY,
    repositories: [repository('press/ink'), repository('press/page')],
  },
  workflow: githubWorkflow({
    bakes: all,
    commit: COMMIT,
    settings: [setting(PAPER, githubVariable('PAPER'))],
    push: {
      role: githubVariable('AWS_ROLE_ARN'),
      releases: { prefix: 'v', version: ISSUE },
    },
  }),
});
`,
  'templates/press/ink.Dockerfile.hbs': 'FROM scratch\nCOPY ink.txt /ink.txt\n',
  'templates/press/page.Dockerfile.hbs':
    'FROM ink\nARG COMMIT_OF_PRESS\nARG PAPER\nCOPY page.txt /page.txt\nLABEL commit=$COMMIT_OF_PRESS paper=$PAPER\n',
};

/** What its builds read; a part of each checkout. */
export const SOURCES: Readonly<Record<string, string>> = {
  'ink.txt': 'black\n',
  'page.txt': 'all the news\n',
};
