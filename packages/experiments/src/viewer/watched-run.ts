import { isSkillNeuronsError } from '@skill-neurons/core';
import { checkClaims, type ClaimCheck } from '@skill-neurons/reporting';
import { unknownRun, type RunFacts } from './run-facts.ts';
import { ProgressReader, type RunProgress } from './run-progress.ts';
import { readServedResults } from './run-results.ts';
import type { ServedFolder } from './served-folder.ts';

/** Milliseconds between two looks, at least; and as a multiple of what a look takes, so that a large run is not all we do. */
const pause = 1000;
const pauseWhenDone = 10_000;
const share = 5;

interface ReadResults {
  stamp: string | null;
  found: Pick<RunFacts, 'title' | 'date' | 'models' | 'tasks' | 'seeds'> & { claims: ClaimCheck[] } | null;
  problem: string | null;
}

/** A run that is looked at again and again; everything is kept in between. */
export class WatchedRun {
  facts: RunFacts;
  private readonly folder: ServedFolder;
  private readonly path: readonly string[];
  private readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  private readonly progress: ProgressReader;
  private results: ReadResults = { stamp: null, found: null, problem: null };
  private looking: Promise<void> | null = null;
  private due = 0;

  /** @param inTurn runs one piece of work after the other */
  constructor(folder: ServedFolder, path: readonly string[], inTurn: (work: () => Promise<void>) => Promise<void>) {
    this.folder = folder;
    this.path = path;
    this.inTurn = inTurn;
    this.facts = unknownRun(path);
    this.progress = new ProgressReader(folder, path);
  }

  /** Looks again, unless it was done just now. Never throws: what goes wrong is told by the facts. */
  async refresh(): Promise<void> {
    if (this.looking === null && performance.now() < this.due) return;
    this.looking ??= this.inTurn(() => this.look()).finally(() => (this.looking = null));
    await this.looking;
  }

  private async look(): Promise<void> {
    const from = performance.now();
    const problems: string[] = [];
    const progress = await this.progress.look().catch((error: unknown) => {
      problems.push(lineOf(error));
      return null;
    });
    await this.readResults();
    if (this.results.problem !== null) problems.push(this.results.problem);
    const hasReport = (await this.folder.stamp([...this.path, 'report.html'])) !== null;
    this.facts = { ...unknownRun(this.path), ...planned(progress), ...this.results.found, hasReport, known: true, problems };
    const now = performance.now();
    this.due = now + Math.max(this.facts.status?.state === 'done' ? pauseWhenDone : pause, share * (now - from));
  }

  /** Reads results and checks the claims, once for each state of the file: this can take a second. */
  private async readResults(): Promise<void> {
    const stamp = await this.folder.stamp([...this.path, 'results.json']);
    if (stamp === this.results.stamp) return;
    try {
      const results = await readServedResults(this.folder, this.path);
      const found = results && {
        title: results.title,
        date: results.created,
        models: results.models.map(({ id }) => id),
        tasks: results.tasks.map(({ id }) => id),
        seeds: results.seeds,
        claims: checkClaims(results),
      };
      this.results = { stamp, found, problem: null };
    } catch (error) {
      this.results = { stamp, found: null, problem: lineOf(error) };
    }
  }
}

function planned(progress: RunProgress | null): Partial<RunFacts> {
  if (progress === null) return {};
  const { status, study: { title, models, tasks, seeds }, begun } = progress;
  return { status, title, date: begun, models: [...models], tasks: [...tasks], seeds: [...seeds] };
}

function lineOf(error: unknown): string {
  if (isSkillNeuronsError(error)) return error.oneLine;
  return error instanceof Error ? error.message : String(error);
}
