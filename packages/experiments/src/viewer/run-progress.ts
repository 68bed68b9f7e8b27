import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { planPath } from '../plan-file.ts';
import { readRun } from '../run-folder.ts';
import { RunWatcher, type RunStatus } from '../run-state/run-status.ts';
import type { Study } from '../study-schema.ts';
import type { ServedFolder } from './served-folder.ts';

/** A plan is held in memory while its run is watched. */
const largestPlan = 1 << 26;
const largestRecord = 1 << 16;

export interface RunProgress {
  status: RunStatus;
  study: Study;
  /** ISO 8601: when it was begun or taken up last. */
  begun: string;
}

/** Looks at a run by its record, as `status` does, if all that is read for it lies in the served folder. */
export class ProgressReader {
  private readonly folder: ServedFolder;
  private readonly path: readonly string[];
  private stamp: string | null = null;
  private watcher: RunWatcher | null = null;

  constructor(folder: ServedFolder, path: readonly string[]) {
    this.folder = folder;
    this.path = path;
  }

  /** null where no run was begun. @throws RUN_INVALID, PLAN_DAMAGED, VIEWER_STORE, VIEWER_LARGE and what Slurm says */
  async look(): Promise<RunProgress | null> {
    const record = [...this.path, 'run.json'];
    const stamp = await this.folder.stamp(record);
    const real = await this.folder.find(this.path);
    if (stamp === null || real === null) return null;
    if (stamp !== this.stamp || this.watcher === null) {
      await this.folder.readText(record, largestRecord);
      this.watcher = new RunWatcher(await readRun(real));
      this.stamp = stamp;
    }
    await this.checkPlaces(this.watcher);
    const [status, study] = [await this.watcher.look(), await this.watcher.study()];
    return { status, study, begun: new Date(Number(stamp.split(':')[2])).toISOString() };
  }

  private async checkPlaces({ run: { folder, store, record } }: RunWatcher): Promise<void> {
    const plan = planPath(store, record.plan);
    const within = async (path: string) => (await this.folder.find(relative(this.folder.root, path).split(sep))) !== null;
    if (!(await within(store))) throw elsewhere(store, 'its store lies outside of the folder that is shown');
    if (!(await within(plan))) throw elsewhere(plan, 'its plan is not there');
    for (const name of ['leases', 'failures', 'slurm']) {
      const path = `${name === 'slurm' ? folder : store}${sep}${name}`;
      if (await stat(path).then(() => true, () => false) && !(await within(path))) throw elsewhere(path, 'it leads outside of the folder that is shown');
    }
    if ((await stat(plan)).size > largestPlan) throw new SkillNeuronsError({ code: 'VIEWER_LARGE', message: 'its plan is too large to be shown here', where: plan, hint: 'see skill-neurons status' });
  }
}

function elsewhere(where: string, message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'VIEWER_STORE', message, where, hint: 'open a folder that holds both, or see skill-neurons status' });
}
