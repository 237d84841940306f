/** Whether local images were made from what is there now. */
import path from 'node:path';
import type { Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Records } from '../io/records.ts';
import { seenFiles } from '../io/seen-files.ts';
import type { DockerFacts } from '../plan/docker-facts.ts';
import { ignoreFile } from '../plan/ignore-file.ts';
import type { Asked } from '../plan/lookup.ts';
import { checkRecord, recordOf, unrecorded } from '../plan/made-from.ts';
import type { LocalImage } from '../plan/preflight.ts';

/** Compares each image's record with its inputs as they are. */
export async function checkMadeFrom(
  { images }: DockerFacts,
  asked: Asked & { readonly locals: readonly LocalImage[] },
  { disk, records }: { readonly disk: Disk; readonly records: Records },
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const local of asked.locals) {
    const id = images.get(local.reference);
    if (!local.madeFrom || id === undefined) continue;
    const { record, folder, files } = local.madeFrom;
    const seen = seenFiles(path.resolve(disk.root, folder), ignoreFile(files));
    // A folder that is not there is a problem of its own.
    if (!seen) continue;
    const made = await records.read(id, record);
    if ('unread' in made) problems.push(unrecorded(local, asked, made.unread));
    else {
      const now = recordOf(local.madeFrom, seen);
      problems.push(...checkRecord(local, asked, { made: made.text, now }));
    }
  }
  return problems;
}
