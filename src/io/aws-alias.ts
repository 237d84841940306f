/**
 * The alias of an AWS account, from IAM: one question, for which a whole client would be a lot. It is for a
 * person to recognise the account by, so whatever goes wrong, there is just none.
 */
import { createHash, createHmac } from 'node:crypto';

/** What signs a request. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

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
  credentials: Credentials,
  { url, region }: IamEndpoint,
  stop: AbortSignal,
): Promise<string | undefined> {
  const query = 'Action=ListAccountAliases&Version=2010-05-08';
  try {
    const { host } = new URL(url);
    const headers = signed({ host, query, region, service: 'iam', now: new Date() }, credentials);
    const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]);
    const answer = await fetch(`${new URL(url).origin}/?${query}`, { headers, signal });
    return /<member>([a-z0-9-]{3,63})<\/member>/.exec(await answer.text())?.[1];
  } catch {
    return undefined;
  }
}

/** A GET request of the path `/`. */
export interface Unsigned {
  readonly host: string;
  /** Encoded and sorted by name. */
  readonly query: string;
  readonly region: string;
  readonly service: string;
  readonly now: Date;
}

/**
 * The headers of a request, signed by Signature Version 4:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signed(
  { host, query, region, service, now }: Unsigned,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): Readonly<Record<string, string>> {
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  // In the order of their names, which is that of the signature.
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host,
    'x-amz-date': time,
    ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}),
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = ['GET', '/', query, lines.join(''), names, sha256('')].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce(
    (before, part) => hmac(before, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  const signature = hmac(key, text).toString('hex');
  const credential = `Credential=${accessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...headers, authorization };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
