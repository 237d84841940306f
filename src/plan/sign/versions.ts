/** Which versions of Cosign are taken. */
import type { Problem } from '../../errors.ts';

/**
 * The problem of a version that is too old: keyless signing is settled since 2, and since 3 a file alone
 * says which services are used. A version that is no number, as Debian's `devel`, is taken.
 */
export function oldCosign(
  version: string,
  { config }: { readonly config: boolean },
): Problem | undefined {
  const oldest = config ? 3 : 2;
  const major = /^v?(\d+)\./.exec(version)?.[1];
  if (major === undefined || Number(major) >= oldest) return undefined;
  const why = config && major === '2' ? ' for COSIGN_SIGNING_CONFIG' : '';
  return {
    code: 'cosign-old',
    summary: `cosign ${version} is too old${why}`,
    expected: `cosign ${oldest} or newer`,
    hint: 'https://docs.sigstore.dev/cosign/system_config/installation/',
  };
}
