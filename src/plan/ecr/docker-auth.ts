/**
 * DOCKER_AUTH_CONFIG: logins in the environment, which docker takes before any file and any helper
 * (docker/cli from 28.3 on, and buildx).
 */

/**
 * The variable without some registries, if it has any of them: a password that somebody got earlier would
 * go before ours, and end. Empty where nothing is to be changed.
 */
export function withoutHost(
  text: string | undefined,
  hosts: readonly string[],
): { readonly DOCKER_AUTH_CONFIG?: string } {
  if (!text) return {};
  try {
    const config = JSON.parse(text) as { readonly auths?: Readonly<Record<string, unknown>> };
    const all = Object.entries(config.auths ?? {});
    const others = all.filter(
      ([name]) => !hosts.includes(name.replace(/^https?:\/\//, '').split('/')[0] ?? ''),
    );
    if (others.length === all.length) return {};
    return {
      DOCKER_AUTH_CONFIG: JSON.stringify({ ...config, auths: Object.fromEntries(others) }),
    };
  } catch {
    // Not ours to judge: docker says what is wrong with it.
    return {};
  }
}
