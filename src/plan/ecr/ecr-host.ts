/** Hosts of registries, read back: what a host says of the account and region that give its token. */
import { type RegistryPlace, registryHost } from './registry-host.ts';

/**
 * What a host of Amazon ECR says; undefined for any other host, those that only look like one among them:
 * passwords are sent to it. Public galleries (public.ecr.aws) have tokens of another kind and are none.
 */
export function placeOfHost(host: string): RegistryPlace | undefined {
  const found = /^(\d{12})\.dkr([.-])ecr(-fips)?\.([a-z0-9-]+)\./.exec(host);
  if (!found) return undefined;
  const [, account = '', joint, fips, region = ''] = found;
  const place = { account, region, fips: fips !== undefined, dualStack: joint === '-' };
  return registryHost(place) === host ? place : undefined;
}

/**
 * The host in what docker names a registry by: `host`, `host:5000`, `https://host/v2/`, with or without a
 * line end. Empty where there is none.
 */
export function hostOfServer(server: string): string {
  const [host = ''] = server
    .trim()
    .replace(/^https?:\/\//i, '')
    .split('/');
  // A name and a password in an address are nobody's business here.
  return (host.split('@').at(-1) ?? '').toLowerCase();
}
