import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { evaluate, initialPrompt, loadPrompt, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { AttackedRow, AttackResult, EvaluationResult } from '@skill-neurons/reporting';
import type { PromptChoice } from '../job.ts';
import type { JobContext } from '../job-context.ts';
import { attackResults, type AnsweredSplit } from './attack-results.ts';
import { countsOf } from './evaluation-result.ts';

/**
 * Evaluates one prompt on every target task, clean and adversarial: `evaluations.json`. A tuned prompt on its own task also with the rows
 * before the attack: `attacks.json` and, some of them to read, `attacked-rows.json`.
 */
export async function runTransferJob(
  { model, prompt: choice, targets }: { model: string; prompt: PromptChoice; targets: string[] },
  context: JobContext,
): Promise<void> {
  const { workspace, folder, onProgress, signal } = context;
  const { test } = workspace.located.study.splits;
  const { backbone } = await workspace.model(model);
  const prompt = await openPrompt(model, choice, context);
  const results: EvaluationResult[] = [];
  const attacks: AttackResult[] = [];
  const attackedRows: AttackedRow[] = [];
  for (const [index, task] of targets.entries()) {
    const adversarial = await workspace.adversarialSplits(task);
    let clean: AnsweredSplit | undefined;
    for (const name of [test, ...adversarial]) {
      const split = await workspace.split(model, task, name);
      const batches = await workspace.batches(model, split);
      const evaluation = await evaluate({ backbone, prompt, batches, columns: split.labelWords.ids, signal });
      results.push({
        model,
        prompt: choice.kind,
        source: choice.kind === 'tuned' ? choice.task : null,
        task,
        split: name,
        adversarial: adversarial.includes(name),
        seed: choice.kind === 'none' ? 0 : choice.seed,
        ...countsOf(evaluation, split),
      });
      if (choice.kind !== 'tuned' || choice.task !== task) continue;
      if (clean === undefined) clean = { split, evaluation };
      else {
        const found = await attackResults({ workspace, backbone, prompt, model, task, seed: choice.seed, clean, attacked: { split, evaluation }, signal });
        attacks.push(...found.attacks);
        attackedRows.push(...found.rows);
      }
    }
    onProgress({ label: 'targets', done: index + 1, total: targets.length });
  }
  await writeFileAtomic(join(folder, 'evaluations.json'), JSON.stringify(results));
  if (choice.kind !== 'tuned') return;
  await writeFileAtomic(join(folder, 'attacks.json'), JSON.stringify(attacks));
  await writeFileAtomic(join(folder, 'attacked-rows.json'), JSON.stringify(attackedRows));
}

async function openPrompt(model: string, choice: PromptChoice, { workspace, store, input }: JobContext): Promise<SoftPrompt | null> {
  if (choice.kind === 'none') return null;
  if (choice.kind === 'tuned') return loadPrompt(await store.checkFile(input('prompt'), 'prompt.safetensors'));
  const { backbone } = await workspace.model(model);
  const { virtualTokens, initialisation } = workspace.settings(backbone);
  // The control is drawn even where tuned prompts start from words.
  const drawn = initialisation.kind === 'random' || initialisation.kind === 'uniform' || initialisation.kind === 'vocabulary' ? initialisation : undefined;
  // A stream of its own: the control must not be the very prompt from which a tuned one started.
  return initialPrompt(backbone, { virtualTokens, seed: 1_000_000 + choice.seed, initialisation: drawn });
}
