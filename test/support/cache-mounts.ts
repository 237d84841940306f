/** Cache mounts of the engine, which outlive images and containers. */
import { execa } from 'execa';

/** Removes the cache mounts whose id has `part` in it, and nothing else. */
export async function removeCacheMounts(part: string): Promise<void> {
  const { stdout } = await execa('docker', [
    ...['buildx', 'du', '--verbose'],
    ...['--filter', 'type=exec.cachemount'],
  ]);
  for (const record of stdout.split(/\n\s*\n/)) {
    const id = /^ID:\s+(\S+)/m.exec(record)?.[1];
    const mount = /^Description:.* with id "(.*)"/m.exec(record)?.[1];
    if (id === undefined || !mount?.includes(part)) continue;
    await execa('docker', ['buildx', 'prune', '--force', '--filter', `id=${id}`]);
  }
}
