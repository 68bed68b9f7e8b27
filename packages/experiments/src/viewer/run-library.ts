import { setImmediate as nextTurn } from 'node:timers/promises';
import { findRuns } from './find-runs.ts';
import type { RunFacts } from './run-facts.ts';
import type { ServedFolder } from './served-folder.ts';
import { WatchedRun } from './watched-run.ts';

/** Longest that a page waits for what is being looked at; the rest comes with its next refresh. */
const patience = 1500;
/** The folder is searched for runs at most so often. */
const searchPause = 1000;

/** The runs of a folder. Looks at one at a time, so that the server answers in between. */
export class RunLibrary {
  private readonly folder: ServedFolder;
  private readonly runs = new Map<string, WatchedRun>();
  private last: Promise<void> = Promise.resolve();
  private closed = false;
  private cut = false;
  private searchDue = 0;

  constructor(folder: ServedFolder) {
    this.folder = folder;
  }

  /** Every run, the newest first. */
  async list(): Promise<{ runs: RunFacts[]; cut: boolean }> {
    await this.search();
    const runs = [...this.runs.values()];
    await soon(Promise.all(runs.map((run) => run.refresh())));
    const dated = runs.map(({ facts }) => facts).sort((a, b) => (b.date ?? '').localeCompare(a.date ?? ''));
    return { runs: dated, cut: this.cut };
  }

  /** One run, or null where none is. */
  async run(path: readonly string[]): Promise<RunFacts | null> {
    await this.search();
    const run = this.runs.get(keyOf(path));
    if (run === undefined) return null;
    await soon(run.refresh());
    return run.facts;
  }

  /** What was not begun is not looked at any more. */
  close(): void {
    this.closed = true;
  }

  private async search(): Promise<void> {
    if (performance.now() < this.searchDue) return;
    const { runs, cut } = await findRuns(this.folder);
    const found = new Set(runs.map(keyOf));
    for (const key of this.runs.keys()) if (!found.has(key)) this.runs.delete(key);
    for (const path of runs) if (!this.runs.has(keyOf(path))) this.runs.set(keyOf(path), new WatchedRun(this.folder, path, this.inTurn));
    this.cut = cut;
    this.searchDue = performance.now() + searchPause;
  }

  private readonly inTurn = (work: () => Promise<void>): Promise<void> => {
    this.last = this.last.then(async () => {
      if (this.closed) return;
      await work();
      await nextTurn();
    });
    return this.last;
  };
}

const keyOf = (path: readonly string[]) => path.join('/');

async function soon(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
  await Promise.race([work, waited]);
  clearTimeout(timer);
}
