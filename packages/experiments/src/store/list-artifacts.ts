import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestName, parseManifest, type Manifest } from './manifest.ts';

/** Folders of a store that hold no artifacts. */
export const otherFolders = ['unfinished', 'leases', 'failures', 'logs', 'plans', 'runs', 'damaged'] as const;

export interface ListedArtifact {
  folder: string;
  /** null where the manifest is missing or damaged. */
  manifest: Manifest | null;
}

/** Every artifact of a store, sorted by kind and name. */
export async function* listArtifacts(root: string): AsyncGenerator<ListedArtifact> {
  const kinds = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory() && !otherFolders.includes(entry.name as never));
  for (const { name: kind } of kinds.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const name of (await readdir(join(root, kind))).sort()) {
      const folder = join(root, kind, name);
      yield { folder, manifest: parseManifest(await readFile(join(folder, manifestName), 'utf8').catch(() => '')) };
    }
  }
}
