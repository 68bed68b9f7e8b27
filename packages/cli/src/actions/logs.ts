import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { jobLogPath, readRun, readSubmissions, RunWatcher, slurmFolder } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { LogsOptions } from '../commands/runs.ts';
import { plainText } from '../plain-text.ts';

export async function logs({ run: folder, job: name }: LogsOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const run = await readRun(folder);
  const jobs = await new RunWatcher(run).jobs();
  const found = jobs.filter(({ key, label }) => label === name || (/^[0-9a-f]{6,64}$/.test(name) && key.startsWith(name)));
  if (found.length !== 1) throw new SkillNeuronsError({ code: 'JOB_UNKNOWN', message: found.length === 0 ? 'the run has no such job' : 'several jobs begin like this', where: name, hint: '`skill-neurons status RUN --jobs` lists them' });
  const [job] = found;
  const outputs = (await readSubmissions(run)).flatMap(({ id, tasks }) => tasks.filter(({ key }) => key === job!.key).map(({ index }) => join(slurmFolder(run), 'logs', `${id}_${index}.out`)));
  const files = [jobLogPath(run.store, job!.key), ...outputs].filter((file) => existsSync(file));
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
  const shown = texts.map(({ file, text }) => `== ${file}\n${text.split('\n').map(plainText).join('\n')}`);
  terminal.result({ job: job!.label, key: job!.key, logs: texts }, shown.length === 0 ? 'it has not run yet' : shown.join('\n'));
}
