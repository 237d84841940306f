/** A login for build caches, where a run needs one and pushes nothing. */
import { BaketreeError } from '../errors.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { cacheRefs } from '../plan/caches.ts';
import { hostOfServer, placeOfHost } from '../plan/ecr/ecr-host.ts';
import type { BakeIo } from './bake.ts';

/**
 * The hosts of Amazon ECR that a bake has caches in, each with its region. No other gets a password of ours:
 * for those docker's own logins serve.
 */
export function cacheHosts({ targets }: BakePlan): ReadonlyMap<string, string> {
  const hosts = cacheRefs(targets, ['cache-from', 'cache-to']).map(hostOfServer);
  return new Map(
    hosts.flatMap((host) => {
      const place = placeOfHost(host);
      return place ? [[host, place.region]] : [];
    }),
  );
}

/**
 * Runs something with what docker's environment gets for its caches. Where there is no token the run goes on
 * with docker's own logins, as no build fails for its caches; it is said.
 */
export async function withCacheLogin<T>(
  plans: readonly BakePlan[],
  io: Pick<BakeIo, 'push' | 'say'>,
  run: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const hosts = new Map(plans.flatMap((plan) => [...cacheHosts(plan)]));
  if (hosts.size === 0) return run({});
  const { withLogin } = await io.push();
  return withLogin(hosts, async ({ ready, env }) => {
    try {
      await ready();
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      for (const { summary } of error.problems) {
        const line = `no login of ours for build caches, docker's own serve: ${summary}`;
        io.say({ level: 'warning', line });
      }
      return run({});
    }
    return run(env);
  });
}
