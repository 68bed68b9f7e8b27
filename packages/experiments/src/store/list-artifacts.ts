import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestName, parseManifest, type Manifest } from './manifest.ts';

/** Folders of a store that hold no artifacts. */
const otherFolders = ['unfinished', 'leases', 'failures', 'logs', 'plans', 'runs', 'damaged'] as const;

/** A finished result in a store. */
export interface ListedArtifact {
  folder: string;
  /** null where the manifest is missing or damaged. */
  manifest: Manifest | null;
}

/** How the names of artifacts end: with the beginning of the job's key. */
const artifactName = /-[0-9a-f]{12}$/;

/** Every artifact of a store, sorted by kind and name. Folders of other names are not the store's, and none of its business. */
export async function* listArtifacts(root: string): AsyncGenerator<ListedArtifact> {
  const kinds = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory() && !otherFolders.includes(entry.name as never));
  for (const { name: kind } of kinds.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const artifacts = (await readdir(join(root, kind), { withFileTypes: true })).filter((entry) => entry.isDirectory() && artifactName.test(entry.name));
    for (const name of artifacts.map((entry) => entry.name).sort()) {
      const folder = join(root, kind, name);
      yield { folder, manifest: parseManifest(await readFile(join(folder, manifestName), 'utf8').catch(() => '')) };
    }
  }
}
