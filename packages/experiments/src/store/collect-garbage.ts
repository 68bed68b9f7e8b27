import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readJsonFile, SkillNeuronsError } from '@skill-neurons/core';
import { z } from 'zod';
import { readPlan } from '../plan-file.ts';
import { readRun } from '../run-folder.ts';
import { LeaseTable } from './lease-table.ts';
import { listArtifacts } from './list-artifacts.ts';
import { isAlive } from './process-identity.ts';

/** A folder that can go, and why. */
export interface Garbage {
  path: string;
  bytes: number;
  reason: 'no run needs it' | 'left by an interrupted job' | 'damaged' | 'its run is gone';
}

/** What was deleted, or would be. */
export interface Collection {
  /** Folders of the runs whose results are kept. */
  runs: string[];
  kept: number;
  garbage: Garbage[];
}

const registrationSchema = z.object({ folder: z.string() });

/**
 * Finds, and with `remove` deletes, what no run of this store needs: results of other settings, working folders and plans.
 * Needed is what the plan of a run names whose folder still exists.
 * @throws STORE_NO_RUNS when no run is known, as then everything would go; PLAN_DAMAGED
 */
export async function collectGarbage(root: string, { remove = false }: { remove?: boolean } = {}): Promise<Collection> {
  const { runs, plans, keys, gone } = await needed(root);
  if (runs.length === 0) {
    throw new SkillNeuronsError({ code: 'STORE_NO_RUNS', message: 'no run of this store is left, so everything in it would go', where: root, hint: 'delete the folder itself if that is meant' });
  }
  const garbage: Garbage[] = [];
  const add = async (path: string, reason: Garbage['reason']) => garbage.push({ path, bytes: await sizeOf(path), reason });
  for (const path of gone) await add(path, 'its run is gone');
  let kept = 0;
  for await (const { folder, manifest } of listArtifacts(root)) {
    if (manifest && keys.has(manifest.key)) kept++;
    else await add(folder, manifest ? 'no run needs it' : 'damaged');
  }
  for (const name of await names(join(root, 'damaged'))) await add(join(root, 'damaged', name), 'damaged');
  for (const name of await names(join(root, 'plans'))) if (!plans.has(name)) await add(join(root, 'plans', name), 'no run needs it');
  const leases = new LeaseTable(root);
  for (const key of await names(join(root, 'unfinished'))) {
    // Someone may be at work outside of every registered run: only what nobody holds goes.
    const holder = await leases.holder(key);
    if (!keys.has(key) && (holder === null || isAlive(holder) === false)) await add(join(root, 'unfinished', key), 'left by an interrupted job');
  }
  for (const folder of ['logs', 'failures']) {
    for (const name of await names(join(root, folder))) if (!keys.has(name.replace(/\.\w+$/, ''))) await add(join(root, folder, name), 'no run needs it');
  }
  if (remove) for (const { path } of garbage) await rm(path, { recursive: true, force: true });
  return { runs, kept, garbage };
}

async function needed(root: string): Promise<{ runs: string[]; plans: Set<string>; keys: Set<string>; gone: string[] }> {
  const runs: string[] = [];
  const plans = new Set<string>();
  const keys = new Set<string>();
  const gone: string[] = [];
  for (const name of await names(join(root, 'runs'))) {
    const path = join(root, 'runs', name);
    const parsed = registrationSchema.safeParse(await readJsonFile(path).catch(() => null));
    const folder = parsed.success ? resolve(root, parsed.data.folder) : null;
    if (folder === null || !existsSync(join(folder, 'run.json'))) {
      gone.push(path);
      continue;
    }
    const { record } = await readRun(folder);
    runs.push(folder);
    plans.add(`${record.plan}.json`);
    for (const { key } of (await readPlan(root, record.plan)).plan.jobs) keys.add(key);
  }
  return { runs, plans, keys, gone };
}

async function names(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

async function sizeOf(path: string): Promise<number> {
  const info = await stat(path).catch(() => null);
  if (!info) return 0;
  if (!info.isDirectory()) return info.size;
  const sizes = await Promise.all((await names(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
