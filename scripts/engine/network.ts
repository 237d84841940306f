import { createHash } from 'node:crypto';
import { tool } from './footprint.ts';
import type { Layout } from './layout.ts';
import { attempt, must } from './run.ts';
import { remember } from './steps/daemons.ts';
import type { Step } from './steps.ts';

/** The network of an engine apart: a /24 of 10.200.0.0/13, chosen by the name of its bridge. Pure. */
export function subnetOf(bridge: string): { readonly gateway: string; readonly subnet: string } {
  const [a = 0, b = 0] = createHash('sha256').update(bridge).digest();
  const prefix = `10.${200 + (a % 8)}.${b}`;
  return { gateway: `${prefix}.1/24`, subnet: `${prefix}.0/24` };
}

/** The rules that let containers of the bridge reach the world: table, then the rule itself. Pure. */
export function rulesOf(bridge: string): readonly (readonly [string, readonly string[]])[] {
  const { subnet } = subnetOf(bridge);
  return [
    ['nat', ['POSTROUTING', '-s', subnet, '!', '-o', bridge, '-j', 'MASQUERADE']],
    ['filter', ['FORWARD', '-i', bridge, '-j', 'ACCEPT']],
    [
      'filter',
      [
        'FORWARD',
        '-o',
        bridge,
        '-m',
        'conntrack',
        '--ctstate',
        'RELATED,ESTABLISHED',
        '-j',
        'ACCEPT',
      ],
    ],
  ];
}

/** Makes the bridge and the rules of an engine apart. */
export function networkStep(layout: Layout): Step {
  const { gateway } = subnetOf(layout.bridge);
  const ip = tool(layout, 'ip');
  const iptables = (table: string, action: string, rule: readonly string[]) =>
    attempt(tool(layout, 'iptables'), ['-w', '5', '-t', table, action, ...rule], { timeout: 20 });
  const complete = async () => {
    const { code, stdout } = await attempt(ip, ['-4', 'addr', 'show', layout.bridge], {
      timeout: 20,
    });
    if (code !== 0 || !stdout.includes(gateway)) return false;
    for (const [table, rule] of rulesOf(layout.bridge)) {
      if ((await iptables(table, '-C', rule)).code !== 0) return false;
    }
    return true;
  };
  return {
    name: `network ${layout.bridge}`,
    state: async () => ((await complete()) ? 'done' : 'todo'),
    run: async () => {
      await remember(layout);
      await attempt(ip, ['link', 'add', layout.bridge, 'type', 'bridge'], { timeout: 20 });
      await must(ip, ['addr', 'replace', gateway, 'dev', layout.bridge], { timeout: 20 });
      await must(ip, ['link', 'set', layout.bridge, 'up'], { timeout: 20 });
      for (const [table, rule] of rulesOf(layout.bridge)) {
        if ((await iptables(table, '-C', rule)).code === 0) continue;
        await must(tool(layout, 'iptables'), ['-w', '5', '-t', table, '-I', ...rule], {
          timeout: 20,
        });
      }
    },
  };
}

/** Takes the rules out again; the bridge goes with the footprint. */
export async function removeRules(layout: Layout): Promise<void> {
  for (const [table, rule] of rulesOf(layout.bridge)) {
    await attempt(tool(layout, 'iptables'), ['-w', '5', '-t', table, '-D', ...rule], {
      timeout: 20,
    });
  }
}
