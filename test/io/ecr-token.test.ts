/** The call that gives a token: what is taken for one, and times where a clock is off. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { BaketreeError } from '../../src/errors.ts';
import { askToken } from '../../src/io/ecr-token.ts';
import { lifeOf } from '../../src/plan/ecr/token.ts';
import { CANARY, withAwsEnvironment } from '../commands/ecr-bench.ts';
import { type AwsAnswer, exception, startAws } from '../support/aws-server.ts';

const HOUR = 3_600_000;

let answer: AwsAnswer;
const server = await startAws(async () => answer);
withAwsEnvironment(() => server.url);
afterAll(() => server.stop());
beforeEach(() => {
  server.fault(undefined);
  server.forget();
});

const ask = () =>
  askToken({
    region: 'eu-west-1',
    environment: process.env,
    stop: new AbortController().signal,
  });

function token(text: string, more: object = {}): AwsAnswer {
  const authorizationToken = Buffer.from(text).toString('base64');
  const data = { authorizationToken, expiresAt: Date.now() / 1000 + 12 * 3_600, ...more };
  return { status: 200, body: JSON.stringify({ authorizationData: [data] }) };
}

test('a password may have colons', async () => {
  answer = token('AWS:one:two');
  expect(await ask()).toMatchObject({ user: 'AWS', password: 'one:two' });
});

describe('what is no token', () => {
  const none: Readonly<Record<string, AwsAnswer>> = {
    nothing: { status: 200, body: '{}' },
    'an empty list': { status: 200, body: '{"authorizationData":[]}' },
    'an empty token': token(''),
    'no password': token('AWS:'),
    'no name': token(':canary-word'),
    'no colon': token('canary-word'),
  };
  for (const [title, given] of Object.entries(none)) {
    test(title, async () => {
      answer = given;
      const error = (await ask().catch((thrown) => thrown)) as BaketreeError;
      expect(error).toBeInstanceOf(BaketreeError);
      expect(error.problems.map(({ code }) => code)).toEqual(['aws-failed']);
      expect(JSON.stringify(error.problems)).not.toContain('canary');
    });
  }
});

describe('a clock that is off', () => {
  for (const hours of [-24, -1, 0, 1, 24]) {
    test(`AWS's time is ${hours} hours from ours: a token still lives twelve`, async () => {
      const theirs = () => Date.now() + hours * HOUR;
      answer = {
        ...token('AWS:word', { expiresAt: (theirs() + 12 * HOUR) / 1000 }),
        headers: { date: new Date(theirs()).toUTCString() },
      };
      // AWS refuses a request whose time is off; the SDK corrects itself by the refusal.
      server.fault(({ nth }) =>
        nth === 0 && hours !== 0
          ? {
              ...exception('InvalidSignatureException', 'Signature expired'),
              headers: { date: new Date(theirs()).toUTCString() },
            }
          : undefined,
      );
      const { expires, now } = await ask();
      const off = Math.abs(lifeOf(expires, now) - 12 * HOUR);
      expect(off).toBeLessThan(5 * 60_000);
      expect(server.requests).toHaveLength(hours === 0 ? 1 : 2);
    });
  }
});

test('AWS’s words are told without keys', async () => {
  answer = exception('SomethingElse', Object.values(CANARY).join(' '));
  const error = (await ask().catch((thrown) => thrown)) as BaketreeError;
  expect(Object.values(CANARY).filter((each) => error.message.includes(each))).toEqual([]);
});
