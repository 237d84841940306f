/** A login for build caches, where a run needs one and pushes nothing. */
import { BaketreeError } from '../errors.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { cacheRefs } from '../plan/caches.ts';
import { hostOfServer, placeOfHost } from '../plan/ecr/ecr-host.ts';
import type { BakeIo } from './bake.ts';
import type { LoggedIn } from './with-login.ts';

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
  return withLogin(hosts, async (login) => {
    const failed = await readyForCaches(login, [...hosts.keys()]);
    for (const why of failed) {
      const line = `no login of ours for build caches, docker's own serve: ${why}`;
      io.say({ level: 'warning', line });
    }
    return run(failed.length > 0 ? {} : login.env);
  });
}

/** Gets the tokens for caches; gives why there are none, as no build fails for its caches. */
export async function readyForCaches(
  { ready }: Pick<LoggedIn, 'ready'>,
  hosts: readonly string[],
): Promise<readonly string[]> {
  try {
    await ready(hosts);
    return [];
  } catch (error) {
    if (!(error instanceof BaketreeError)) throw error;
    return error.problems.map(({ summary }) => summary);
  }
}
