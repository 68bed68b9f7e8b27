import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubSettings } from './settings.ts';
import { HubServer, type HubServerOptions } from './testing/index.ts';

/** A hub, an empty cache and a folder around it in which nothing else may appear. */
export interface World {
  hub: HubServer;
  settings: HubSettings;
  cacheFolder: string;
  options: { settings: HubSettings };
  /** Everything in the folder around the cache: a file that escaped would show. */
  around(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startWorld(options: HubServerOptions): Promise<World> {
  const hub = await HubServer.start(options);
  const folder = await mkdtemp(join(tmpdir(), 'hub-'));
  const cacheFolder = join(folder, 'deep', 'er', 'cache');
  const settings: HubSettings = { endpoint: hub.endpoint, cacheFolder, token: undefined, offline: false, stallSeconds: 20, attempts: 3, firstDelaySeconds: 0.01, symlinks: true };
  return {
    hub, settings, cacheFolder, options: { settings },
    around: async () => (await readdir(folder, { recursive: true })).filter((path) => !path.startsWith(join('deep', 'er', 'cache')) && !['deep', join('deep', 'er')].includes(path)),
    stop: async () => {
      await hub.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
