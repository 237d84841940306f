/** Two trees in one push: each with its own registry and login, and told of together. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { passwordOf } from '../../support/ecr-tokens.ts';
import { testThat } from '../../support/needs.ts';
import { LONG, openDock, pinnedIn } from './dock.ts';
import { DEEDS, POINTS } from './fault-cases.ts';

const dock = openDock();

/** A second tree, for a registry that it only names; it is baked with the first. */
async function addRaft(): Promise<{ readonly line: string; readonly raft: string }> {
  const { pier, registry } = dock();
  await pier.write(
    'trees/yard.ts',
    `import { defineTree, isEmpty, target, template, text, variable, when } from 'baketree';

const YARD = variable('YARD', { description: 'Where rafts are known.', default: '' });
const prefix = when(isEmpty(YARD), '', text\`\${YARD}/\`);
const raft = target('raft', {
  description: 'The raft',
  template: template('raft', { ignore: ['*', '!cargo.txt'] }),
  tags: [text\`\${prefix}${pier.mark}-raft:latest\`],
  attest: [{ type: 'provenance', disabled: true }],
});
export const yard = defineTree({
  name: 'yard', description: 'Rafts', variables: [YARD], targets: [raft], default: [raft],
});
`,
  );
  await pier.write(
    'templates/yard/raft.Dockerfile.hbs',
    'FROM scratch AS raft\nCOPY cargo.txt /raft.txt\n',
  );
  await pier.change(
    'baketree.config.ts',
    '\nexport',
    "import { yard } from './trees/yard.ts';\n\nexport",
  );
  await pier.change('baketree.config.ts', '[pier]', '[pier, yard]');
  // The user's own login: nothing of ours is for this registry.
  const auth = Buffer.from(`AWS:${passwordOf(1)}`).toString('base64');
  await writeFile(
    path.join(pier.user, 'config.json'),
    JSON.stringify({ auths: { [registry.host]: { auth } } }),
  );
  return { line: 'bake ship raft --push --yes', raft: `${registry.host}/${pier.mark}-raft:latest` };
}

testThat(
  'needs-engine',
  'two trees in one push, one with a registry of ours and one with docker’s own login',
  async () => {
    const { pier, env, tags, aws, registry } = dock();
    const { line, raft } = await addRaft();
    const more = { ...env, YARD: registry.host };
    const ended = await pier.run(line, more);
    expect(ended.code, ended.stderr).toBe(0);
    expect(await tags('ship:1', 'raft:latest')).toEqual(
      pinnedIn(ended).map((digest) => ({ digest })),
    );
    expect(ended.stderr).toContain(`[INFO] pushing ${raft}`);
    const created = aws.requests.filter(({ operation }) => operation === 'CreateRepository');
    expect(created.map(({ body }) => JSON.parse(body).repositoryName)).toEqual([
      `${pier.mark}-ship`,
    ]);
    expect(
      aws.requests.filter(({ operation }) => operation === 'GetAuthorizationToken'),
    ).toHaveLength(1);
    // Alone, the second tree asks AWS for nothing.
    aws.forget();
    const alone = await pier.run('bake raft --push', more);
    expect(alone.code, alone.stderr).toBe(0);
    expect(aws.requests).toEqual([]);
  },
  LONG,
);

testThat(
  'needs-engine',
  'two trees, and the first or the second is refused: what became of all tags is said',
  async () => {
    const { pier, env, tags, proxy, registry } = dock();
    const { line, raft } = await addRaft();
    proxy.fault((request) => (POINTS['PUT 1'](request) ? DEEDS.denied : undefined));
    const first = await pier.run(line, { ...env, YARD: registry.host });
    expect(first.code, first.stderr).toBe(4);
    expect(first.stderr).toContain(`not begun: ${raft}\n`);
    expect(await tags('raft:latest')).toEqual([{ absent: true }]);
    // Now it is the second tree that goes through the proxy, with a registry that is not the first's.
    proxy.fault((request) => (/raft\/manifests/.test(request.path) ? DEEDS.denied : undefined));
    const second = await pier.run(line, { ...env, REGISTRY: registry.host, YARD: proxy.host });
    expect(second.code, second.stderr).toBe(4);
    const [ship] = await tags('ship:1');
    const { digest } = ship as { readonly digest: string };
    expect(second.stderr).toContain(`pushed: ${registry.host}/${pier.mark}-ship:1 ${digest}\n`);
    expect(second.stderr).toMatch(
      /(?:not known|not pushed, and as it was before): \S+-raft:latest/,
    );
  },
  LONG,
);
