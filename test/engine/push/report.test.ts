/** What a push that ends well says, to a person, a program and a workflow; and what its options do. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { testThat } from '../../support/needs.ts';
import { countOf, LONG, openDock, pinnedIn } from './dock.ts';

const dock = openDock();

/** Lines that a tree says once an image was pushed. */
const DEPLOY = `
    deploy: [
      { target: ship, lines: ({ uri, pinned }) => ['sail ' + uri, '  npx sail ' + pinned] },
      { target: boat, lines: () => ['row'] },
    ],`;

testThat(
  'needs-engine',
  'for a person: a table, times, names that nobody can move, and what the tree says is to be done',
  async () => {
    const { pier, env, tags } = dock();
    await pier.change('trees/pier.ts', '\n    repositories:', `${DEPLOY}\n    repositories:`);
    const ended = await pier.run('bake ship hull --push --yes', env);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toBe('');
    const [ship, hull] = await tags('ship:1', 'hull:latest');
    const at = (name: string) => `${env.REGISTRY}/${pier.mark}-${name}`;
    const digestOf = (found: unknown) => (found as { readonly digest: string }).digest;
    const report = ended.stderr.slice(ended.stderr.lastIndexOf('target '));
    expect(report.replace(/ +/g, ' ').replace(/\d+\.\d s/g, 'n s')).toBe(
      [
        'target tags digest',
        `ship ${at('ship')}:latest ${at('ship')}:1 ${digestOf(ship)}`,
        `hull ${at('hull')}:latest ${digestOf(hull)}`,
        'built in n s, pushed in n s',
        '',
        `${at('ship')}@${digestOf(ship)}`,
        `${at('hull')}@${digestOf(hull)}`,
        '',
        `sail ${at('ship')}:latest`,
        ` npx sail ${at('ship')}@${digestOf(ship)}`,
        '',
      ].join('\n'),
    );
  },
  LONG,
);

testThat(
  'needs-engine',
  'for a program and a workflow: --json, GITHUB_OUTPUT and the metadata file',
  async () => {
    const { pier, env, tags } = dock();
    const output = path.join(pier.folder, 'output');
    await pier.write('output', 'before=1\n');
    const line = 'bake ship boat --push --yes --json --metadata-file=made.json';
    const ended = await pier.run(line, { ...env, GITHUB_OUTPUT: output });
    expect(ended.code, ended.stderr).toBe(0);
    const [ship, boat] = (await tags('ship:latest', 'boat:latest')).map(
      (found) => (found as { readonly digest: string }).digest,
    );
    const image = (target: string, digest: string | undefined) => {
      const repository = `${pier.mark}-${target}`;
      const at = `${env.REGISTRY}/${repository}`;
      return {
        target,
        uri: `${at}:latest`,
        registry: env.REGISTRY,
        repository,
        digest,
        pinned: `${at}@${digest}`,
      };
    };
    const images = [image('ship', ship), image('boat', boat)];
    expect(JSON.parse(ended.stdout)).toEqual([
      {
        tree: 'pier',
        command: expect.stringMatching(
          /^REGISTRY='' HULL=tree .* &&\n *REGISTRY=\S+ .*--set ship.output=type=registry/,
        ),
        targets: [
          {
            target: 'ship',
            tags: [images[0]?.uri, `${env.REGISTRY}/${pier.mark}-ship:1`],
            digest: ship,
          },
          { target: 'boat', tags: [images[1]?.uri], digest: boat },
        ],
        seconds: expect.any(Number),
        push: { built: expect.any(Number), pushed: expect.any(Number), images, deploy: [] },
      },
    ]);
    const wanted = images.flatMap(({ target, uri, digest, pinned }) => [
      `${target}_uri=${uri}`,
      `${target}_digest=${digest}`,
      `${target}_pinned=${pinned}`,
    ]);
    expect(await readFile(output, 'utf8')).toBe(['before=1', ...wanted, ''].join('\n'));
    const metadata = JSON.parse(await readFile(path.join(pier.folder, 'made.json'), 'utf8'));
    expect(metadata.ship['containerimage.digest']).toBe(ship);
    expect(metadata.ship['image.name']).toContain(`${env.REGISTRY}/`);
  },
  LONG,
);

testThat(
  'needs-engine',
  '--no-cache builds anew once, --load keeps local names, --set is obeyed twice, no tags are said',
  async () => {
    const { pier, env, tags } = dock();
    const line = 'bake ship --push --yes';
    expect((await pier.run(line, env)).code).toBe(0);
    await pier.change('trees/pier.ts', `tags: [text\`\${prefix}${pier.mark}-hull:latest\`],`, '');
    const ended = await pier.run(
      'bake ship hull --push --no-cache --load --set ship.labels.crew=three',
      env,
    );
    expect(ended.code, ended.stderr).toBe(0);
    expect(countOf('"hull" is built, and not pushed: it has no tags', ended)).toBe(1);
    const second = ended.stderr.indexOf('[INFO] pushing ');
    expect(ended.stderr.indexOf('CACHED'), ended.stderr).toBeGreaterThan(second);
    const [digest] = pinnedIn(ended);
    expect(await tags('ship:latest', 'ship:1')).toEqual([{ digest }, { digest }]);
    const image = `${pier.mark}-ship:1`;
    const labels = await pier.docker(
      'image',
      'inspect',
      '--format',
      '{{json .Config.Labels}}',
      image,
    );
    expect(JSON.parse(labels)).toMatchObject({ crew: 'three' });
    expect(await pier.images()).toContain(image);
  },
  LONG,
);
