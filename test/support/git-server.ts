/** Git repositories that steps of a build can clone: a git daemon on the address that containers see. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';

/** A running server. */
export interface GitServer {
  /** `git://<address>:<port>`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Commits files to the repository `<folder>/<name>`, which is made when it is not there; gives the commit. */
export async function makeRepository(
  folder: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const cwd = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(cwd, file)), { recursive: true });
    await writeFile(path.join(cwd, file), text);
  }
  const git = (...args: readonly string[]) => execa('git', args, { cwd });
  await git('init', '--quiet');
  await git('add', '.');
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  await git(...author, 'commit', '--quiet', '--message', 'One');
  return (await git('rev-parse', 'HEAD')).stdout;
}

/** Serves all repositories below a folder, on docker's own bridge and nowhere else. */
export async function serveGit(folder: string): Promise<GitServer> {
  const gateway = '{{(index .IPAM.Config 0).Gateway}}';
  const { stdout: address } = await execa('docker', [
    ...['network', 'inspect', 'bridge', '--format', gateway],
  ]);
  const port = await freePort(address);
  const { stdout: programs } = await execa('git', ['--exec-path']);
  // The program itself: `git daemon` would be its parent, and stopping that one leaves it running.
  const daemon = execa(
    path.join(programs, 'git-daemon'),
    [`--listen=${address}`, `--port=${port}`, `--base-path=${folder}`, '--export-all', folder],
    { reject: false },
  );
  const url = `git://${address}:${port}`;
  const stop = async () => {
    daemon.kill();
    await daemon;
  };
  for (let tries = 50; ; tries -= 1) {
    const [repository = ''] = (await execa('ls', [folder])).stdout.split('\n');
    const look = await execa('git', ['ls-remote', `${url}/${repository}`], { reject: false });
    if (look.exitCode === 0) return { url, stop };
    if (tries === 0) {
      await stop();
      throw new Error(`no git server: ${look.stderr}`);
    }
    await wait(100);
  }
}

async function freePort(address: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, address, resolve);
  });
  const found = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (found === null || typeof found === 'string') throw new Error('no port');
  return found.port;
}
