/**
 * The alias of an AWS account, from IAM: one question, for which a whole client would be a lot. It is for a
 * person to recognise the account by, so whatever goes wrong, there is just none.
 */
import type { SignatureV4 } from '@smithy/signature-v4';

/** What signs a request: credentials, and a hash as the SDK has it. */
export type Signing = Pick<ConstructorParameters<typeof SignatureV4>[0], 'credentials' | 'sha256'>;

/** Where IAM is asked, and in the name of which region. */
export interface IamEndpoint {
  readonly url: string;
  readonly region: string;
}

/** How long to wait, in milliseconds. */
const PATIENCE = 3_000;

/**
 * The endpoint of IAM in a partition; undefined where we know of none, and where requests to ECR go
 * somewhere else than to AWS but those to IAM would not.
 */
export function iamEndpoint(
  partition: string,
  environment: Readonly<Record<string, string | undefined>>,
): IamEndpoint | undefined {
  const known: Readonly<Record<string, IamEndpoint>> = {
    aws: { url: 'https://iam.amazonaws.com', region: 'us-east-1' },
    'aws-cn': { url: 'https://iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' },
    'aws-us-gov': { url: 'https://iam.us-gov.amazonaws.com', region: 'us-gov-west-1' },
  };
  const found = known[partition];
  if (!found || environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return found;
  const url = environment.AWS_ENDPOINT_URL_IAM || environment.AWS_ENDPOINT_URL;
  if (url) return { ...found, url };
  return environment.AWS_ENDPOINT_URL_ECR ? undefined : found;
}

/** Asks for the alias; undefined where there is none, or where it cannot be had. */
export async function accountAlias(
  signing: Signing,
  { url, region }: IamEndpoint,
  stop: AbortSignal,
): Promise<string | undefined> {
  try {
    const { SignatureV4 } = await import('@smithy/signature-v4');
    const { protocol, hostname, port, host, origin } = new URL(url);
    const query = { Action: 'ListAccountAliases', Version: '2010-05-08' };
    const signer = new SignatureV4({ ...signing, region, service: 'iam' });
    const { headers } = await signer.sign({
      method: 'GET',
      protocol,
      hostname,
      ...(port ? { port: Number(port) } : {}),
      path: '/',
      query,
      headers: { host },
    });
    const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]);
    const answer = await fetch(`${origin}/?${new URLSearchParams(query)}`, { headers, signal });
    return /<member>([a-z0-9-]{3,63})<\/member>/.exec(await answer.text())?.[1];
  } catch {
    return undefined;
  }
}
