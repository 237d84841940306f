/** A bake in waves on a real engine: every target is built, and the report has those of all waves. */
import { execa } from 'execa';
import { afterEach, beforeEach, expect } from 'vitest';
import { type Bakery, openBakery } from '../cli/bakery.ts';
import { has, testThat } from '../support/needs.ts';

/** The docker of whoever runs the tests. */
const REAL = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
const IMAGE = `baketree-waves-${process.pid}`;
const COUNT = 120;
/** One in each wave: only these leave images. */
const TAGGED = [0, 60, 119];

const TREE = `import { defineTree, group, target, template } from 'baketree';
const wool = target('wool', { description: 'What all are made of', template: template('wool') });
const knitted = template('sock');
const socks = Array.from({ length: ${COUNT} }, (_, index) =>
  target('sock' + index, {
    description: 'A sock',
    template: knitted,
    contexts: { wool },
    args: { NUMBER: String(index) },
    ...(${JSON.stringify(TAGGED)}.includes(index) ? { tags: ['${IMAGE}:' + index] } : {}),
  }),
);
export const bakery = defineTree({
  name: 'bakery',
  description: 'Socks',
  targets: [wool, ...socks],
  groups: [group('all', 'All of them', socks)],
  default: socks.slice(0, 1),
});
`;

let bakery: Bakery;
beforeEach(async () => {
  bakery = await openBakery();
  await bakery.write('trees/bakery.ts', TREE);
  for (const name of ['sourdough', 'bread', 'rolls', 'pretzel']) {
    await bakery.remove(`templates/bakery/${name}.Dockerfile.hbs`);
  }
  // With no file in it, the engine (28.5) does not take it for a context of others.
  const wool = 'FROM scratch\nCOPY pantry /\nLABEL wool=merino\n';
  await bakery.write('templates/bakery/wool.Dockerfile.hbs', wool);
  const sock = 'FROM wool\nARG NUMBER\nLABEL number=$NUMBER\n';
  await bakery.write('templates/bakery/sock.Dockerfile.hbs', sock);
});
afterEach(async () => {
  if (has('needs-engine')) {
    const images = TAGGED.map((index) => `${IMAGE}:${index}`);
    await execa('docker', ['rmi', '--force', ...images], { reject: false });
  }
  await bakery.close();
});

testThat(
  'needs-engine',
  `${COUNT} targets and the one they share are baked in three waves`,
  async () => {
    const words = ['bake', 'all', '--json', '--progress=quiet', '--metadata-file=meta.json'];
    const { exitCode, stdout, stderr } = await bakery.run(words, { env: REAL });
    expect(exitCode, stderr).toBe(0);
    expect(stderr.match(/wave \d of \d/g)).toEqual(['wave 1 of 3', 'wave 2 of 3', 'wave 3 of 3']);
    const [{ targets }] = JSON.parse(stdout) as [
      { targets: readonly { target: string; digest?: string }[] },
    ];
    expect(targets.map(({ target }) => target)).toEqual(
      Array.from({ length: COUNT }, (_, index) => `sock${index}`),
    );
    const metadata = JSON.parse(await bakery.read('meta.json')) as Record<string, unknown>;
    for (const index of TAGGED) {
      const { stdout: label } = await execa('docker', [
        ...['image', 'inspect', '--format', '{{.Config.Labels.wool}} {{.Config.Labels.number}}'],
        `${IMAGE}:${index}`,
      ]);
      expect(label).toBe(`merino ${index}`);
      const found = targets.find(({ target }) => target === `sock${index}`);
      expect(found?.digest).toMatch(/^sha256:/);
      expect(metadata[`sock${index}`]).toMatchObject({ 'containerimage.digest': found?.digest });
    }
  },
  120_000,
);
