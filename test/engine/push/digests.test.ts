/** Digests of the two bakes: what a failed push knows of its own, whatever outputs and attestations are. */
import { expect } from 'vitest';
import { testThat } from '../../support/needs.ts';
import { LONG, openDock, pinnedIn } from './dock.ts';
import { DEEDS, POINTS } from './fault-cases.ts';

const dock = openDock();

testThat(
  'needs-engine',
  'with a provenance each bake has a digest of its own: that of the second is printed, a failed one claims nothing',
  async () => {
    const { pier, env, tags, proxy } = dock();
    await pier.change('trees/pier.ts', 'disabled: true', "mode: 'min'");
    proxy.fault((request) => (POINTS['PUT 1'](request) ? DEEDS.denied : undefined));
    const line = 'bake ship --push --yes';
    const failed = await pier.run(line, env);
    expect(failed.code, failed.stderr).toBe(4);
    const [latest] = await tags('ship:latest');
    const { digest } = latest as { readonly digest: string };
    const at = `${env.REGISTRY}/${pier.mark}-ship`;
    expect(failed.stderr).toContain(
      `changed, by this push or by somebody else: ${at}:latest ${digest}\n`,
    );
    proxy.fault(undefined);
    const ended = await pier.run(line, env);
    expect(ended.code, ended.stderr).toBe(0);
    const [pinned] = pinnedIn(ended);
    expect(await tags('ship:latest', 'ship:1')).toEqual([{ digest: pinned }, { digest: pinned }]);
  },
  LONG,
);

testThat(
  'needs-engine',
  'a file that says where its image goes: a second tag that is refused is told rightly all the same',
  async () => {
    const { pier, env, tags, proxy } = dock();
    const tag = `tags: [text\`\${prefix}${pier.mark}-ship:latest\``;
    proxy.fault((request) => (POINTS['PUT 1'](request) ? DEEDS.denied : undefined));
    let last = tag;
    for (const type of ['registry', 'docker', 'image']) {
      const next = `output: [{ type: '${type}' }],\n  ${tag}`;
      await pier.change('trees/pier.ts', last, next);
      last = next;
      await pier.write('cargo.txt', `cargo for ${type}`);
      const ended = await pier.run('bake ship --push --yes', env);
      expect(ended.code, ended.stderr).toBe(4);
      const [latest, other] = await tags('ship:latest', 'ship:1');
      const { digest } = latest as { readonly digest: string };
      expect(other).toEqual({ absent: true });
      const at = `${env.REGISTRY}/${pier.mark}-ship`;
      expect(ended.stderr).toContain(`pushed: ${at}:latest ${digest}\n`);
      expect(ended.stderr).toContain(
        `not pushed, and as it was before: ${at}:1, which is not there\n`,
      );
    }
  },
  LONG,
);
