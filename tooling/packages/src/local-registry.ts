import { createReadStream, existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { create } from 'tar';
import { installedPackages, type InstalledPackage } from './installed-packages.ts';
import type { PackedPackage } from './pack-packages.ts';

/** A registry on loopback. */
export interface LocalRegistry {
  url: string;
  close(): Promise<void>;
}

type Version = (InstalledPackage | PackedPackage) & { tarball?: string };

/**
 * Serves the packed packages, and what pnpm installed for them, as an npm registry: plain npm installs from it without a network.
 * Only what npm asks on install is answered: a package's versions, and a version's tarball, made in `folder` when it is asked for.
 */
export async function startLocalRegistry(packed: PackedPackage[], folder: string): Promise<LocalRegistry> {
  const versions = new Map<string, Version[]>(await installedPackages());
  for (const one of packed) versions.set(one.manifest.name, [one]);

  const server = createServer((request, response) => {
    const [name = '', version] = decodeURIComponent(request.url ?? '').slice(1).split('/-/');
    const known = versions.get(name);
    if (known === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    } else if (version === undefined) {
      const host = request.headers.host ?? '';
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(packument(name, known, `http://${host}`)));
    } else {
      sendTarball(known.find(({ manifest }) => `${manifest.version}.tgz` === version), folder, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function packument(name: string, known: Version[], host: string): object {
  const versions = Object.fromEntries(
    known.map(({ manifest }) => [manifest.version, { ...manifest, dist: { tarball: `${host}/${name}/-/${manifest.version}.tgz` } }]),
  );
  return { name, 'dist-tags': { latest: known.at(-1)!.manifest.version }, versions };
}

function sendTarball(found: Version | undefined, folder: string, response: ServerResponse): void {
  if (found === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  if (found.tarball !== undefined) {
    createReadStream(found.tarball).pipe(response);
    return;
  }
  // By a file: the asynchronous stream of `tar` was seen to stall on a slow reader. Not compressed, as it is unpacked at once.
  const file = join(folder, `${found.manifest.name.replace('/', '+')}-${found.manifest.version}.tar`);
  // Once: npm may ask twice, and the first answer must not be read while the file is written again.
  if (!existsSync(file)) create({ file, sync: true, cwd: found.folder, prefix: 'package', portable: true, linkCache: noLinks, filter: isOfUse }, ['.']);
  createReadStream(file).pipe(response);
}

/** Not source maps, nor binaries for other systems (220 MB of onnxruntime-node): nothing here reads them. */
const otherSystems = ['win32', 'darwin', 'linux'].filter((system) => system !== process.platform).map((system) => `/bin/napi-v6/${system}`);
function isOfUse(path: string): boolean {
  return !path.endsWith('.map') && !otherSystems.some((folder) => path.includes(folder));
}

/** pnpm hard-links files of equal content; npm wants each file itself in a tarball, never a link. */
const noLinks = new (class extends Map<never, never> {
  override get(): undefined {
    return undefined;
  }
})();
