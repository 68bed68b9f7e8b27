import { readdir } from 'node:fs/promises';
import { isPlainName } from './plain-name.ts';
import type { ServedFolder } from './served-folder.ts';

const deepest = 4;
const mostFolders = 2000;
const mostRuns = 200;
/** Folders that a run makes for itself. */
const partsOfRuns = new Set(['store', 'figures', 'tables', 'slurm', 'tensorboard']);

export interface FoundRuns {
  /** Paths below the folder, as names; [] is the folder itself. Sorted. */
  runs: string[][];
  /** More may be there: the search has limits. */
  cut: boolean;
}

/**
 * Folders that hold a run (run.json) or its results (results.json). Below a run none is looked for, except that the folder itself may be
 * one: `run` writes into `runs` unless told otherwise. Symbolic links are not followed.
 */
export async function findRuns(folder: ServedFolder): Promise<FoundRuns> {
  const runs: string[][] = [];
  let level: string[][] = [[]];
  let looked = 0;
  for (let depth = 0; depth <= deepest; depth++) {
    const next: string[][] = [];
    for (const path of level) {
      if (++looked > mostFolders || runs.length >= mostRuns) return { runs, cut: true };
      const real = await folder.find(path);
      const entries = real === null ? [] : await readdir(real, { withFileTypes: true }).catch(() => []);
      const isRun = entries.some((entry) => entry.isFile() && (entry.name === 'run.json' || entry.name === 'results.json'));
      if (isRun) runs.push(path);
      if (isRun && depth > 0) continue;
      const below = entries.filter((entry) => entry.isDirectory() && isPlainName(entry.name) && !(isRun && partsOfRuns.has(entry.name)));
      next.push(...below.map(({ name }) => [...path, name]).sort((a, b) => (a.at(-1)! < b.at(-1)! ? -1 : 1)));
    }
    level = next;
  }
  return { runs, cut: false };
}
