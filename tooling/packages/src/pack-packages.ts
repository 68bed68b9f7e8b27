import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { list } from 'tar';
import { run } from './run.ts';
import { publicPackages, root, type Manifest, type PublicPackage } from './workspace.ts';

/** A package as it would be published, and the manifest that is in its tarball. */
export interface PackedPackage extends PublicPackage {
  tarball: string;
}

/**
 * Packs every public package into `folder`, as `pnpm publish` would: workspace and catalog references become versions.
 * The packages must have been built.
 */
export async function packPackages(folder: string): Promise<PackedPackage[]> {
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { packageManager: string };
  const filters = ['--filter', './packages/*', '--filter', './datasets'];
  await run('npx', ['-y', packageManager, '-r', ...filters, 'pack', '--pack-destination', folder], { cwd: root });
  return Promise.all(
    (await publicPackages()).map(async (one) => {
      const tarball = join(folder, tarballName(one.manifest));
      return { ...one, tarball, manifest: await packedManifest(tarball) };
    }),
  );
}

/** The manifest as pnpm wrote it into the tarball: no reference to the workspace is left in it. */
async function packedManifest(tarball: string): Promise<Manifest> {
  const chunks: Buffer[] = [];
  await list({ file: tarball, onReadEntry: (entry) => entry.path === 'package/package.json' && entry.on('data', (data: Buffer) => chunks.push(data)) }, ['package/package.json']);
  return JSON.parse(Buffer.concat(chunks).toString()) as Manifest;
}

function tarballName({ name, version }: { name: string; version: string }): string {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}
