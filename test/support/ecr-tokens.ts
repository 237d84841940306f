/** An AWS that gives tokens and nothing else. */
import type { Backend } from './aws-server.ts';

/** The password of the nth token; tests look for these in every output. */
export const passwordOf = (nth: number): string => `canary-password-${nth}-dGhlIHRva2Vu`;

/** Gives tokens, each with a password of its own and so long a life, in milliseconds. */
export function tokenBackend({ life = 12 * 3_600_000, delay = 0 } = {}): Backend {
  let given = 0;
  return async ({ operation }) => {
    if (operation !== 'GetAuthorizationToken') return { status: 400, body: '{}' };
    given += 1;
    const password = passwordOf(given);
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    const [data] = [
      {
        authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
        expiresAt: (Date.now() + life) / 1000,
        // What is never to be followed.
        proxyEndpoint: 'https://evil.example',
      },
    ];
    return { status: 200, body: JSON.stringify({ authorizationData: [data] }) };
  };
}
