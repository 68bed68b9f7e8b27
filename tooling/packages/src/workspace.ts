import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** What is read of a package.json here. */
export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
}

/** A package that is published: its folder and its manifest. */
export interface PublicPackage {
  folder: string;
  manifest: Manifest;
}

/** Every package that is published: those of packages/ and the data sets. */
export async function publicPackages(): Promise<PublicPackage[]> {
  const names = await readdir(join(root, 'packages'));
  const folders = [...names.map((name) => join(root, 'packages', name)), join(root, 'datasets')];
  return Promise.all(folders.map(async (folder) => ({ folder, manifest: await readManifest(folder) })));
}

/** The package.json of a folder; a file of ours or one that npm installed. */
export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}
