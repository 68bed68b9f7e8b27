import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import {
  buildAttack, checkAttackOptions, createCoalescer, createPromptVictim, findRecipe, openAttackLog, recipeSettings, runAttack, saveAdversarialSet, summariseAttack, type AttackHeader, type Goal,
} from '@skill-neurons/adversarial';
import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { fingerprintExamples, loadExamples, type Example, type Task } from '@skill-neurons/data';
import { assertPromptFits, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { openPrompt, openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { RunAttackOptions } from '../commands/attack.ts';
import { attackLogName } from './attack-folder.ts';
import { changedTexts, coloursWanted, summaryText } from './attack-text.ts';

export async function runAttackOnSplit(options: RunAttackOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const recipe = findRecipe(options.recipe);
  const settings = recipeSettings(recipe, {
    maximumShare: options.maxPerturbed, minimumSimilarity: options.minSimilarity, maximumPerplexity: options.maxPerplexity, population: options.population, generations: options.generations,
  });
  const prompt = await openPrompt(options.prompt);
  const session = await openSession(options, environment);
  const { backbone, tokenizer } = session;
  if (prompt) assertPromptFits(prompt, backbone, options.prompt);
  const task = await session.task(options.task);
  const load = (split: string, limit?: number): Promise<Example[]> =>
    loadExamples(task, split, { seed: 0, signal, onProgress: terminal.progress, ...(limit === undefined ? {} : { limit }), ...(options.dataDir === undefined ? {} : { dataFolder: options.dataDir }) });
  const examples = await load(options.split, options.limit);
  const goal = goalOf(options.target, task);
  const budget = { queries: options.queryBudget, seconds: options.timeBudget };
  const { fields, concurrency } = options;
  checkAttackOptions({ examples, fields, concurrency, budget });
  const name = `${task.name}-${recipe.name}`;
  const header: AttackHeader = {
    name, recipe: recipe.name, settings, task: task.name, split: options.split, rows: fingerprintExamples(examples), model: backbone.fingerprint, prompt: fingerprintOf(prompt),
    seed: options.seed, goal, fields: options.fields ?? null, queryBudget: options.queryBudget ?? null, timeBudget: options.timeBudget ?? null,
  };
  if (!recipe.preservesLabel) terminal.note(`${recipe.name}: the true label of a changed text may be another one; read the texts before trusting the numbers`);
  const disposals: (() => void)[] = [];
  const coalescer = createCoalescer();
  const victim = createPromptVictim({ backbone, tokenizer, task, prompt, batchSize: options.batchSize, signal });
  const attack = await buildAttack(recipe, {
    backbone, tokenizer, task, prompt, coalescer, batchSize: options.batchSize, signal, onDispose: (dispose) => disposals.push(dispose),
  }, settings);
  const log = await openAttackLog(join(options.out, attackLogName), header);
  if (log.finished.length > 0) terminal.note(`${log.finished.length} of ${examples.length} examples are there already`);
  const before = new Set(log.finished.map(({ id }) => id));
  const started = performance.now();
  try {
    const records = await runAttack({
      attack, victim, coalescer, examples, goal, log, signal, seed: options.seed, fields, concurrency, budget, onProgress: terminal.progress,
    });
    const seconds = (performance.now() - started) / 1000;
    const queries = records.filter(({ id }) => !before.has(id)).reduce((sum, record) => sum + record.queries, 0);
    const summary = summariseAttack(records);
    const speed = { seconds, queries, modelQueries: victim.modelQueries, queriesPerSecond: queries / seconds };
    const splits: Record<string, Example[]> = {};
    for (const split of options.withSplits) splits[split] = await load(split);
    const taskFile = await saveAdversarialSet({ folder: options.out, name, task, recipe: recipe.name, records, splits });
    await writeFileAtomic(join(options.out, 'summary.json'), `${JSON.stringify({ ...header, summary, speed }, null, 2)}\n`);
    terminal.note(`${queries} queries, ${victim.modelQueries} of them to the model, ${seconds.toFixed(1)} s, ${speed.queriesPerSecond.toFixed(0)} queries/s`);
    terminal.note(`the texts as a data set: ${basename(resolve(options.out))}/${basename(taskFile)}`);
    const shown = changedTexts(records, task.labels, options.show, coloursWanted());
    terminal.result({ ...header, summary, speed, taskFile, records }, `${shown}${shown === '' ? '' : '\n\n'}${summaryText(recipe.name, summary)}`);
  } finally {
    await log.close();
    victim.dispose();
    for (const dispose of disposals) dispose();
  }
}

function goalOf(target: string | undefined, task: Task): Goal {
  if (target === undefined) return { kind: 'untargeted' };
  const index = task.labels.indexOf(target);
  if (index >= 0) return { kind: 'targeted', target: index };
  throw new SkillNeuronsError({ code: 'ATTACK_TARGET', message: `${task.name} has no class "${target}"`, hint: `its classes are ${task.labels.join(', ')}` });
}

/** Names a prompt by its numbers. */
function fingerprintOf(prompt: SoftPrompt | null): string | null {
  return prompt && createHash('sha256').update(new Uint8Array(prompt.values.buffer, prompt.values.byteOffset, prompt.values.byteLength)).digest('hex');
}
