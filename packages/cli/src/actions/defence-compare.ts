import { join } from 'node:path';
import { findRecipe } from '@skill-neurons/adversarial';
import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { defaultTuneSettings } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { CompareDefencesOptions } from '../commands/defence.ts';
import { openSession } from '../session.ts';
import { compareRuns } from './defence-comparison.ts';
import { runDefence, type Defence, type DefenceContext, type DefenceRun } from './defence-run.ts';
import { comparisonText } from './defence-text.ts';

export async function compareDefences(options: CompareDefencesOptions, environment: CommandEnvironment): Promise<undefined> {
  const seeds = [...new Set(options.seeds)];
  if (seeds.length === 0)
    throw new SkillNeuronsError({ code: 'DEFENCE_SEEDS', message: 'no seed is given', hint: 'name one or more: --seeds 1 2 3' });
  findRecipe(options.recipe);
  environment.keepsWork(options.out);
  const session = await openSession(options, environment);
  const task = await session.task(options.task);
  const context: DefenceContext = {
    options,
    environment,
    session,
    task,
    virtualTokens: options.virtualTokens ?? defaultTuneSettings(session.backbone.family).virtualTokens,
    adversarial: task.adversarial,
  };
  if (task.adversarial.length === 0)
    environment.terminal.note(`${task.name} has no adversarial split: each prompt's own attacked texts stand in for one`);
  const runs: DefenceRun[] = [];
  for (const defence of ['plain', ...new Set(options.defences)] as Defence[]) {
    for (const seed of seeds) runs.push(await runDefence(defence, seed, context));
  }
  const comparison = compareRuns(runs);
  const result = {
    task: task.name,
    model: session.backbone.fingerprint,
    recipe: options.recipe,
    adversarial: task.adversarial,
    top: options.top,
    seeds,
    ...comparison,
  };
  await writeFileAtomic(join(options.out, 'comparison.json'), `${JSON.stringify({ ...result, runs }, null, 2)}\n`);
  environment.terminal.result(result, comparisonText(result));
}
