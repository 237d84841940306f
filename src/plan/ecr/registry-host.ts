/**
 * The host of an account's registry. Partitions and their suffixes are those of AWS's own endpoint rules
 * (partitions.json in the SDKs); the forms of the host are those that amazon-ecr-credential-helper knows.
 */

/** A part of AWS with accounts and a suffix of its own. */
export interface Partition {
  readonly name: string;
  readonly suffix: string;
  /** Of registries for IPv4 and IPv6; absent where we know of none. */
  readonly dualStackSuffix?: string;
}

const AWS: Partition = { name: 'aws', suffix: 'amazonaws.com', dualStackSuffix: 'on.aws' };
const CHINA: Partition = {
  name: 'aws-cn',
  suffix: 'amazonaws.com.cn',
  dualStackSuffix: 'on.amazonwebservices.com.cn',
};

/** Beside the first one, by how their regions begin. */
const OTHERS: readonly (readonly [RegExp, Partition])[] = [
  [/^cn-/, CHINA],
  [/^us-gov-/, { ...AWS, name: 'aws-us-gov' }],
  [/^us-iso-/, { name: 'aws-iso', suffix: 'c2s.ic.gov' }],
  [/^us-isob-/, { name: 'aws-iso-b', suffix: 'sc2s.sgov.gov' }],
  [/^eu-isoe-/, { name: 'aws-iso-e', suffix: 'cloud.adc-e.uk' }],
  [/^us-isof-/, { name: 'aws-iso-f', suffix: 'csp.hci.ic.gov' }],
  [/^eusc-/, { name: 'aws-eusc', suffix: 'amazonaws.eu' }],
];

/** The partition of a region; one that nobody has heard of is in the first. */
export function partitionOf(region: string): Partition {
  return OTHERS.find(([begins]) => begins.test(region))?.[1] ?? AWS;
}

/** What decides the host. */
export interface RegistryPlace {
  readonly account: string;
  readonly region: string;
  /** Endpoints that are validated by FIPS 140. */
  readonly fips: boolean;
  /** Endpoints for IPv4 and IPv6. */
  readonly dualStack: boolean;
}

/**
 * The host, without a scheme: `123456789012.dkr.ecr.eu-west-1.amazonaws.com`. Every registry has its plain
 * name, which stands where no other is known.
 */
export function registryHost({ account, region, fips, dualStack }: RegistryPlace): string {
  const { suffix, dualStackSuffix } = partitionOf(region);
  const ecr = fips ? 'ecr-fips' : 'ecr';
  return dualStack && dualStackSuffix
    ? `${account}.dkr-${ecr}.${region}.${dualStackSuffix}`
    : `${account}.dkr.${ecr}.${region}.${suffix}`;
}

/** Whether a text can be a region's name. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2,4}(-[a-z]+)+-[0-9]+$/.test(text);
}
