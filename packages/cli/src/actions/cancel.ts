import { cancelArrays, isAlive, phaseOf, queueOf, readRun, readSubmissions } from '@skill-neurons/experiments';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { CommandEnvironment } from '../command.ts';
import type { CancelOptions } from '../commands/runs.ts';

export async function cancel({ run: folder }: CancelOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const run = await readRun(folder);
  const { driver, executor } = run.record;
  const arrays = (await readSubmissions(run)).map(({ id }) => id);
  const left = new Set((await queueOf(arrays)).filter(({ state }) => phaseOf(state) !== 'ended').map(({ id }) => id.split('_')[0]!));
  await cancelArrays([...left]);
  const alive = executor === 'slurm' || driver === undefined ? false : isAlive(driver);
  if (alive === null) throw new SkillNeuronsError({ code: 'RUN_ELSEWHERE', message: 'this run is driven on another machine', where: driver!.host.split('/')[0], hint: `cancel it there: process ${driver!.pid}` });
  // As Ctrl-C does: running jobs save their checkpoints first.
  if (alive) process.kill(driver!.pid, 'SIGINT');
  const text = [left.size > 0 ? `${left.size} job arrays cancelled` : '', alive ? `asked process ${driver!.pid} to stop` : ''].filter((part) => part !== '').join('; ');
  terminal.result({ arrays: [...left], driver: alive ? driver!.pid : null }, text === '' ? 'nothing of this run is at work' : text);
}
