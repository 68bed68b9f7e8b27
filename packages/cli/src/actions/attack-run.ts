import { basename, resolve } from 'node:path';
import { findRecipe, recipeSettings } from '@skill-neurons/adversarial';
import { loadExamples, type Example } from '@skill-neurons/data';
import { assertPromptFits } from '@skill-neurons/prompt-tuning';
import { openPrompt, openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { RunAttackOptions } from '../commands/attack.ts';
import { goalOf } from './attack-goal.ts';
import { attackInto } from './attack-into.ts';
import { changedTexts, summaryText } from './attack-text.ts';

export async function runAttackOnSplit(options: RunAttackOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  environment.keepsWork(options.out);
  const recipe = findRecipe(options.recipe);
  const settings = recipeSettings(recipe, {
    maximumShare: options.maxPerturbed, minimumSimilarity: options.minSimilarity, maximumPerplexity: options.maxPerplexity, population: options.population, generations: options.generations,
  });
  const prompt = await openPrompt(options.prompt);
  const session = await openSession(options, environment);
  if (prompt) assertPromptFits(prompt, session.backbone, options.prompt);
  const task = await session.task(options.task);
  const load = (split: string, limit?: number): Promise<Example[]> =>
    loadExamples(task, split, { seed: 0, signal, onProgress: terminal.progress, ...(limit === undefined ? {} : { limit }), ...(options.dataDir === undefined ? {} : { dataFolder: options.dataDir }) });
  const examples = await load(options.split, options.limit);
  const splits: Record<string, Example[]> = {};
  for (const split of options.withSplits) splits[split] = await load(split);
  const { header, records, summary, speed, taskFile } = await attackInto({
    session, task, prompt, recipe, settings, examples, splits,
    split: options.split,
    goal: goalOf(options.target, task),
    seed: options.seed,
    budget: { queries: options.queryBudget, seconds: options.timeBudget },
    fields: options.fields,
    concurrency: options.concurrency,
    batchSize: options.batchSize,
    out: options.out,
  }, environment);
  terminal.note(`${speed.queries} queries, ${speed.modelQueries} of them to the model, ${speed.seconds.toFixed(1)} s, ${speed.queriesPerSecond.toFixed(0)} queries/s`);
  terminal.note(`the texts as a data set: ${basename(resolve(options.out))}/${basename(taskFile)}`);
  const shown = changedTexts(records, task.labels, options.show, terminal.colours);
  terminal.result({ ...header, summary, speed, taskFile, records }, `${shown}${shown === '' ? '' : '\n\n'}${summaryText(recipe.name, { task: task.name, split: options.split, prompt: options.prompt }, summary)}`);
}
