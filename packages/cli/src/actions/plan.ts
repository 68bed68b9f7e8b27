import { join, resolve } from 'node:path';
import { emitPlan, loadStudy, locateStudy, planGraph, prepareStudy, runStudy, writeRun } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { PlanOptions } from '../commands/plan.ts';
import { ownCommand } from '../own-command.ts';
import { planJson, planText } from '../plan-text.ts';
import { runAgain } from '../run-again.ts';
import { precisions } from '../weight-precision.ts';

export async function plan(options: PlanOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const { backend, threads, device, weights, includePath, dataDir, graph, format, workers, out } = options;
  const study = await loadStudy(options.study, options.set);
  const located = await locateStudy(study, {
    includePaths: includePath, dataFolder: dataDir, backend, threads, device, precision: precisions[weights], store: join(resolve(out), 'store'),
    onProgress: terminal.progress, onNote: (note) => terminal.note(note), signal,
  });
  if (options.emit !== undefined) {
    const { stored } = await prepareStudy(located);
    const folder = resolve(out);
    const run = await writeRun(folder, located.store, study, { plan: stored.digest, command: runAgain('run', options), executor: workers > 0 ? 'local' : 'inline', workers });
    const text = await emitPlan(run, options.emit, { command: [...ownCommand(), 'job', 'run'], image: options.image, claim: options.claim, mount: options.mount });
    terminal.result({ emit: options.emit, text }, text);
    return;
  }
  const { plan: { jobs }, estimate } = await runStudy({ located, workers, dryRun: true, estimate: options.estimate && !graph, signal });
  if (graph) {
    const text = planGraph(jobs, format);
    terminal.result({ format, graph: text }, text);
    return;
  }
  terminal.result({ jobs: planJson(jobs), estimate }, planText(jobs, estimate));
}
