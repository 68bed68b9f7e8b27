import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestName } from './manifest.ts';

/**
 * Makes `<unfinished>/<owner>` the working folder of a job. What an earlier owner left - a training checkpoint - is taken over by
 * renaming its folder: should that owner still be alive after all, it finds its folder gone and cannot write into this one.
 */
export async function takeWorkFolder(unfinished: string, owner: string): Promise<string> {
  const own = join(unfinished, owner);
  await mkdir(unfinished, { recursive: true });
  const found = (await readdir(unfinished)).sort();
  if (!found.includes(owner)) {
    for (const other of found) {
      if (await rename(join(unfinished, other), own).then(() => true, () => false)) break;
    }
  }
  await mkdir(own, { recursive: true });
  for (const other of await readdir(unfinished)) {
    if (other !== owner) await rm(join(unfinished, other), { recursive: true, force: true });
  }
  for (const name of await readdir(own)) {
    // A commit that did not come to its end, and files that were being written.
    if (name === manifestName || name.endsWith('.tmp')) await rm(join(own, name), { recursive: true, force: true });
  }
  return own;
}
