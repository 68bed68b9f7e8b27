import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { jobLogPath, readRun, readSubmissions, RunWatcher, slurmFolder, type Job, type Run } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { LogsOptions } from '../commands/runs.ts';
import { followFiles } from '../follow-files.ts';
import { plainText } from '../plain-text.ts';

export async function logs({ run: folder, job: name, follow, json }: LogsOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const run = await readRun(folder);
  const watcher = new RunWatcher(run);
  const job = findJob(await watcher.jobs(), name);
  const files = () => logFiles(run, job);
  if (follow) {
    let shown = '';
    await followFiles({
      files, signal,
      ended: () => hasEnded(watcher, job),
      line: (file, text) => {
        if (json) return;
        if (file !== shown) process.stdout.write(`== ${file}\n`);
        shown = file;
        process.stdout.write(`${plainText(text)}\n`);
      },
    });
    if (!json) return;
  }
  const texts = await Promise.all((await files()).map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
  const shown = texts.map(({ file, text }) => `== ${file}\n${text.split('\n').map(plainText).join('\n')}`);
  terminal.result({ job: job.label, key: job.key, logs: texts }, shown.length === 0 ? 'it has not run yet' : shown.join('\n'));
}

function findJob(jobs: readonly Job[], name: string): Job {
  const [job, ...others] = jobs.filter(({ key, label }) => label === name || (/^[0-9a-f]{6,64}$/.test(name) && key.startsWith(name)));
  if (job && others.length === 0) return job;
  throw new SkillNeuronsError({ code: 'JOB_UNKNOWN', message: job ? 'several jobs begin like this' : 'the run has no such job', where: name, hint: '`skill-neurons status RUN --jobs` lists them' });
}

/** The job's own log, and what its tasks in the cluster printed. */
async function logFiles(run: Run, { key }: Job): Promise<string[]> {
  const outputs = (await readSubmissions(run)).flatMap(({ id, tasks }) => tasks.filter((task) => task.key === key).map(({ index }) => join(slurmFolder(run), 'logs', `${id}_${index}.out`)));
  return [jobLogPath(run.store, key), ...outputs].filter((file) => existsSync(file));
}

/** Whether nobody will write more about a job: it is done or failed, or nobody works on the run. */
async function hasEnded(watcher: RunWatcher, { key }: Job): Promise<boolean> {
  const { jobs, state } = await watcher.look();
  const found = jobs.find((job) => job.key === key)?.state;
  return state !== 'active' || found === 'done' || found === 'failed' || found === 'blocked';
}
