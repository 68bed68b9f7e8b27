import { join } from 'node:path';
import {
  buildAttack,
  checkAttackOptions,
  createCoalescer,
  createPromptVictim,
  openAttackLog,
  runAttack,
  saveAdversarialSet,
  summariseAttack,
} from '@skill-neurons/adversarial';
import type { AttackHeader, AttackRecord, AttackSummary, Budget, Goal, Recipe, RecipeOptions } from '@skill-neurons/adversarial';
import { writeFileAtomic } from '@skill-neurons/core';
import { fingerprintExamples, type Example, type Task } from '@skill-neurons/data';
import type { SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { Session } from '../session.ts';
import { attackLogName } from './attack-folder.ts';
import { promptFingerprint } from './prompt-fingerprint.ts';

export interface AttackIntoOptions {
  session: Pick<Session, 'backbone' | 'tokenizer'>;
  task: Task;
  prompt: SoftPrompt | null;
  recipe: Recipe;
  settings: RecipeOptions;
  /** Rows of `split`. */
  examples: readonly Example[];
  split: string;
  goal: Goal;
  seed: number;
  budget: Budget;
  fields: readonly string[] | undefined;
  concurrency: number;
  batchSize: number;
  /** Splits to copy into the data set. */
  splits: Readonly<Record<string, readonly Example[]>>;
  /** Folder for records, summary and data set; an interrupted attack there goes on. */
  out: string;
}

export interface AttackOutcome {
  header: AttackHeader;
  records: AttackRecord[];
  summary: AttackSummary;
  speed: { seconds: number; queries: number; modelQueries: number; queriesPerSecond: number };
  taskFile: string;
}

/** Attacks rows and writes what `attack run` writes. */
export async function attackInto(
  options: AttackIntoOptions,
  { terminal, signal }: Pick<CommandEnvironment, 'terminal' | 'signal'>,
): Promise<AttackOutcome> {
  const {
    session: { backbone, tokenizer },
    task,
    prompt,
    recipe,
    settings,
    examples,
    split,
    goal,
    seed,
    budget,
    fields,
    concurrency,
    batchSize,
    splits,
    out,
  } = options;
  checkAttackOptions({ examples, fields, concurrency, budget });
  const name = `${task.name}-${recipe.name}`;
  const header: AttackHeader = {
    name,
    recipe: recipe.name,
    settings,
    task: task.name,
    split,
    rows: fingerprintExamples(examples),
    model: backbone.fingerprint,
    prompt: promptFingerprint(prompt),
    seed,
    goal,
    fields: fields ?? null,
    queryBudget: budget.queries ?? null,
    timeBudget: budget.seconds ?? null,
  };
  if (!recipe.preservesLabel)
    terminal.note(`${recipe.name}: the true label of a changed text may be another one; read the texts before trusting the numbers`);
  const disposals: (() => void)[] = [];
  const coalescer = createCoalescer();
  const victim = createPromptVictim({ backbone, tokenizer, task, prompt, batchSize, signal });
  const attack = await buildAttack(
    recipe,
    { backbone, tokenizer, task, prompt, coalescer, batchSize, signal, onDispose: (dispose) => disposals.push(dispose) },
    settings,
  );
  const log = await openAttackLog(join(out, attackLogName), header);
  if (log.finished.length > 0) terminal.note(`${log.finished.length} of ${examples.length} examples are there already`);
  const before = new Set(log.finished.map(({ id }) => id));
  const started = performance.now();
  try {
    const records = await runAttack({
      attack,
      victim,
      coalescer,
      examples,
      goal,
      log,
      signal,
      seed,
      fields,
      concurrency,
      budget,
      onProgress: terminal.progress,
    });
    const seconds = (performance.now() - started) / 1000;
    const queries = records.filter(({ id }) => !before.has(id)).reduce((sum, record) => sum + record.queries, 0);
    const summary = summariseAttack(records);
    const speed = { seconds, queries, modelQueries: victim.modelQueries, queriesPerSecond: queries / seconds };
    const taskFile = await saveAdversarialSet({ folder: out, name, task, recipe: recipe.name, records, splits });
    await writeFileAtomic(join(out, 'summary.json'), `${JSON.stringify({ ...header, summary, speed }, null, 2)}\n`);
    return { header, records, summary, speed, taskFile };
  } finally {
    await log.close();
    victim.dispose();
    for (const dispose of disposals) dispose();
  }
}
