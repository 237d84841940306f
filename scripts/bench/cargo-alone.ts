/** Cargo alone, in a container of the base image, with a warm target folder: what a bake is compared with. */
import { execa } from 'execa';

/** Starts a container of the base image, with its dependencies where cargo looks for them, and with a network. */
export async function startContainer(name: string): Promise<void> {
  const image = `${name}-base`;
  const ca = '/tmp/ca.pem';
  const trust = ['SSL_CERT_FILE', 'CARGO_HTTP_CAINFO'].map((each) => `--env=${each}=${ca}`);
  await execa('docker', ['run', '--detach', '--name', name, ...trust, image, 'sleep', '1000000']);
  const { stdout: line } = await execa('node', ['dist/cli.js', 'bake', 'colony', '--dry-run']);
  const own = /\bCA_FILE=(\S+)/.exec(line)?.[1];
  await (own
    ? execa('docker', ['cp', '--follow-link', own, `${name}:${ca}`])
    : inContainer(name, [`cp /etc/ssl/certs/ca-certificates.crt ${ca}`]));
  await inContainer(name, ['cp -a /cooked/. /app/target']);
}

/** Runs commands in it, each after the one before it has succeeded; gives their output. */
export async function inContainer(name: string, commands: readonly string[]): Promise<string> {
  const { stdout } = await execa('docker', ['exec', name, 'sh', '-c', commands.join(' && ')]);
  return stdout;
}

/** Cargo on the container's own target folder; sources come with their times. Gives seconds. */
export async function compileAlone(
  container: string,
  source: string,
  profile: string,
): Promise<number> {
  await execa('docker', ['cp', `${source}/.`, `${container}:/app`]);
  const stdout = await inContainer(container, [
    // As the image is built: without gui, which cannot be, and with the lock file without its dependencies.
    'printf "[package]\\nname = \\"gui\\"\\nversion = \\"0.0.0\\"\\n" > crates/gui/Cargo.toml',
    'mkdir -p crates/gui/src',
    ': > crates/gui/src/lib.rs',
    'cargo update --workspace --offline',
    'date +%s%N',
    `cargo build --locked --offline --workspace --profile ${profile} --bin backend --bin coordinator`,
    'date +%s%N',
  ]);
  const [from = Number.NaN, to = Number.NaN] = stdout.split('\n').map(Number);
  return (to - from) / 1e9;
}
