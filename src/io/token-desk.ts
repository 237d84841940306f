/**
 * A desk at which the credential helpers of one run ask for tokens: a socket in a private folder. Tokens
 * stay in the memory of the run itself, and however many helpers ask, one process deals with AWS.
 */
import { createConnection, createServer, type Socket } from 'node:net';

/** What a helper is told: a name and password, why there is none, or that this is no matter of the run. */
export type DeskAnswer =
  | { readonly user: string; readonly password: string }
  | { readonly failed: string }
  | 'not ours';

/** An open desk. */
export interface Desk {
  /** No more questions; those under way are cut off. */
  readonly close: () => Promise<void>;
}

/** Names and hosts are short. */
const LONGEST = 10_000;

/** Opens one at the path of a socket, which only its folder protects. */
export async function openDesk(
  socket: string,
  answer: (host: string) => Promise<DeskAnswer>,
): Promise<Desk> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    open.add(connection);
    connection.once('close', () => open.delete(connection));
    // Whoever asked may be gone.
    connection.on('error', () => connection.destroy());
    void lineFrom(connection)
      .then(answer)
      .then((given) => connection.end(`${JSON.stringify(given)}\n`))
      .catch(() => connection.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of open) connection.destroy();
      }),
  };
}

/** Asks at a desk for a registry's login. Throws what Node throws where nobody answers. */
export async function askDesk(socket: string, host: string): Promise<DeskAnswer> {
  const connection = createConnection({ path: socket, allowHalfOpen: true });
  connection.write(`${host}\n`);
  try {
    return JSON.parse(await lineFrom(connection)) as DeskAnswer;
  } finally {
    connection.destroy();
  }
}

function lineFrom(connection: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    connection.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > LONGEST) reject(new Error('too long'));
    });
    connection.once('error', reject);
    connection.once('close', () => reject(new Error('closed without a line')));
  });
}
