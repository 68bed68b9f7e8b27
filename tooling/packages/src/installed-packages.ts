import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, root, type Manifest } from './workspace.ts';

/** A package of another author that pnpm has installed for the workspace. */
export interface InstalledPackage {
  folder: string;
  manifest: Manifest;
}

/** All third-party packages of pnpm's virtual store, by name; more than one version of some. */
export async function installedPackages(): Promise<Map<string, InstalledPackage[]>> {
  const store = join(root, 'node_modules', '.pnpm');
  const byName = new Map<string, InstalledPackage[]>();
  for (const entry of await readdir(store)) {
    // `name@version` and `@scope+name@version`, with a suffix for peers or for a name that is too long.
    const at = entry.indexOf('@', 1);
    if (at < 0) continue;
    const name = entry.slice(0, at).replace('+', '/');
    const folder = join(store, entry, 'node_modules', name);
    const manifest = await readManifest(folder).catch(() => undefined);
    if (manifest === undefined) continue;
    const known = byName.get(name) ?? [];
    if (!known.some((one) => one.manifest.version === manifest.version)) byName.set(name, [...known, { folder, manifest }]);
  }
  return byName;
}
