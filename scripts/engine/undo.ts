import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Place } from './context.ts';
import { containerdOf, dockerdOf, pidOf } from './daemon.ts';
import { withoutOurs } from './env-file.ts';
import { restore } from './footprint.ts';
import { removeRules } from './network.ts';
import { end, isOurs, processes } from './processes.ts';
import { readChanges, writeChanges } from './record.ts';
import { attempt } from './run.ts';
import { textOf, writeText } from './stand-ins.ts';
import { isOurLink } from './steps/links.ts';

/**
 * Ends the engine, politely first: dockerd ends its containers, then containerd, then whatever is left
 * of ours. Then mounts, network and run-time folders go back to what they were.
 * Returns sentences about what was done.
 */
export async function stop({ layout }: Place, say: (text: string) => void): Promise<void> {
  for (const daemon of [dockerdOf(layout), containerdOf(layout)]) {
    const pid = pidOf(daemon);
    if (pid === undefined) continue;
    await end([pid], 30);
    say(`ended ${daemon.name} (process ${pid})`);
  }
  const left = processes().filter(
    (process) =>
      process.pid !== globalThis.process.pid && isOurs(process, layout.dir, layout.cgroup),
  );
  if (left.length > 0) {
    await end(
      left.map(({ pid }) => pid),
      5,
    );
    say(`ended ${left.length} processes that they had left`);
  }
  await unmountAll(layout.dir);
  const { before, ...changes } = readChanges(layout.record);
  if (before) {
    if (layout.apart) await removeRules(layout);
    const others = processes().some(({ program }) => /\/(dockerd|containerd)$/.test(program));
    for (const sentence of await restore(layout, before, others)) say(sentence);
    writeChanges(layout.record, changes);
  }
  for (const file of [layout.socket, dockerdOf(layout).pidFile]) {
    if (before || layout.apart) rmSync(file, { force: true });
  }
}

/** Mounts below a folder, the deepest first, from the text of /proc/self/mountinfo (proc(5)). Pure. */
export function mountsBelow(mountinfo: string, dir: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path.startsWith(`${dir}/`))
    .sort((a, b) => b.length - a.length);
}

async function unmountAll(dir: string): Promise<void> {
  for (const path of mountsBelow(readFileSync('/proc/self/mountinfo', 'utf8'), dir)) {
    await attempt('umount', ['-l', path], { outside: true, timeout: 20 });
  }
}

/** Stops the engine and takes away everything that was set up, inside its folder and outside. */
export async function remove(place: Place, say: (text: string) => void): Promise<void> {
  const { layout, docker } = place;
  const changes = readChanges(layout.record);
  for (const image of changes.images) {
    const { code } = await attempt(docker.program, ['image', 'rm', image], {
      env: docker.env,
      timeout: 60,
    });
    if (code === 0) say(`removed the image ${image}`);
  }
  await stop(place, say);
  for (const file of changes.envFiles.filter(existsSync)) {
    const text = withoutOurs(textOf(file));
    if (text === textOf(file)) continue;
    if (text === '' && changes.newFiles.includes(file)) rmSync(file);
    else writeText(file, text);
    say(`took our lines out of ${file}`);
  }
  for (const link of changes.links.filter((path) => isOurLink(path, layout.dir))) {
    rmSync(link);
    say(`removed the link ${link}`);
  }
  const folders = [...changes.folders].sort((a, b) => b.length - a.length);
  for (const folder of folders.filter(existsSync)) {
    const left = leftIn(folder);
    if (left) say(`left ${folder}: ${left}`);
  }
  // By name, one by one: a folder that the user has named may hold what is not ours.
  const ours = [layout.bin, layout.engine, layout.tools, layout.data, layout.run, layout.work];
  const rest = [
    layout.apt,
    layout.buildx,
    layout.logs,
    ...(dirname(layout.cache) === layout.dir ? [layout.cache] : []),
  ];
  for (const path of [...ours, ...rest]) rmSync(path, { recursive: true, force: true });
  for (const name of existsSync(layout.dir) ? readdirSync(layout.dir) : []) {
    if (/^(tools|engine)\.half-\d+$/.test(name))
      rmSync(`${layout.dir}/${name}`, { recursive: true, force: true });
  }
  for (const file of [layout.record, `${layout.record}.half`, layout.lock])
    rmSync(file, { force: true });
  const left = leftIn(layout.dir);
  say(left ? `removed what was ours in ${layout.dir}, left it: ${left}` : `removed ${layout.dir}`);
}

/** Removes a folder that should be empty now; why it stays otherwise. */
function leftIn(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const rest = readdirSync(folder);
  if (rest.length > 0) return `there is more in it (${rest.slice(0, 3).join(', ')})`;
  try {
    rmdirSync(folder);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EBUSY'
      ? 'it is a mount point'
      : String(error);
  }
}
