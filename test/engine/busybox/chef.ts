/**
 * The image that builds on this machine, with busybox's tools before its own, as alpine has them. FLAVOUR
 * stays what it is: packages, libc and linker are still those of the image.
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { chefImage } from '../../support/colony-project.ts';

// Debian's package tools ask for its own; busybox has two of the same names.
const DOCKERFILE = `FROM ${chefImage()}
COPY --chmod=755 busybox /busybox/busybox
RUN /busybox/busybox --list | grep -vxE 'busybox|dpkg|dpkg-deb' > /tmp/tools && \\
    while read -r tool; do ln -s busybox "/busybox/$tool"; done < /tmp/tools && \\
    ln -sf /busybox/busybox /bin/sh
ENV PATH=/busybox:$PATH
`;

/** Makes it under this name; the test removes it. */
export async function makeBusyboxChef(name: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'baketree-busybox-'));
  try {
    await copyFile(process.env.BAKETREE_BUSYBOX ?? '', path.join(folder, 'busybox'));
    await writeFile(path.join(folder, 'Dockerfile'), DOCKERFILE);
    await execa('docker', ['build', '--quiet', '--tag', name, folder]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
