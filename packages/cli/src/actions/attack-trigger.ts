import { join } from 'node:path';
import {
  createPromptVictim, createWordGradients, evaluateTrigger, findTrigger, openAttackLog, saveAdversarialSet, summariseAttack, triggerField, type AttackHeader,
} from '@skill-neurons/adversarial';
import { mean, writeFileAtomic } from '@skill-neurons/core';
import { fingerprintExamples, loadExamples } from '@skill-neurons/data';
import { assertPromptFits } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import { openPrompt, openSession } from '../session.ts';
import { accuracy, resultsTable } from '../results-table.ts';
import type { CommandEnvironment } from '../command.ts';
import type { AttackTriggerOptions } from '../commands/attack-trigger.ts';
import { attackLogName } from './attack-folder.ts';
import { goalOf } from './attack-goal.ts';
import { attackRows, changedTexts } from './attack-text.ts';
import { promptFingerprint } from './prompt-fingerprint.ts';

export async function attackWithTrigger(options: AttackTriggerOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const { seed } = options;
  const prompt = await openPrompt(options.prompt);
  const session = await openSession(options, environment);
  const { backbone, tokenizer } = session;
  if (prompt) assertPromptFits(prompt, backbone, options.prompt);
  const task = await session.task(options.task);
  const load = (split: string, limit: number) => loadExamples(task, split, { seed: 0, limit, signal, onProgress: terminal.progress, ...(options.dataDir === undefined ? {} : { dataFolder: options.dataDir }) });
  const searched = await load(options.searchSplit, options.searchLimit);
  const examples = await load(options.split, options.limit);
  const goal = goalOf(options.target, task);
  const field = triggerField(examples[0], options.field);
  const reading = { backbone, tokenizer, task, prompt, batchSize: options.batchSize, signal };
  const victim = createPromptVictim(reading);
  const gradients = createWordGradients(reading);
  try {
    if (options.searchSplit === options.split) terminal.note('the trigger is tried on the split it was made on: what it does there says little about other texts');
    const found = await findTrigger({
      backbone, tokenizer, victim, differentiate: gradients.differentiate, examples: searched, field, goal, seed, onProgress: terminal.progress, signal,
      length: options.length, candidates: options.candidates, beam: options.beam, restarts: options.restarts, exclude: options.exclude,
    });
    const { records, ...held } = await evaluateTrigger({ backbone, tokenizer, victim, words: found.words, field, examples, goal, seed, controls: options.draws, onProgress: terminal.progress });
    const name = `${task.name}-trigger`;
    const header: AttackHeader = {
      name, recipe: 'trigger', task: task.name, split: options.split, rows: fingerprintExamples(examples), model: backbone.fingerprint, prompt: promptFingerprint(prompt), seed, goal, fields: [field],
      trigger: found.words, searchSplit: options.searchSplit, searchRows: fingerprintExamples(searched),
    };
    const log = await openAttackLog(join(options.out, attackLogName), header);
    const known = new Set(log.finished.map(({ id }) => id));
    for (const record of records) if (!known.has(record.id)) await log.append(record);
    await log.close();
    const taskFile = await saveAdversarialSet({ folder: options.out, name, task, recipe: 'trigger', records });
    const result = { ...header, search: found, ...held, summary: summariseAttack(records) };
    await writeFileAtomic(join(options.out, 'summary.json'), `${JSON.stringify(result, null, 2)}\n`);
    const rows = { task: task.name, split: options.split, prompt: options.prompt };
    const random = held.controls.map(({ accuracy: value }) => value);
    const control = { ...rows, n: examples.length, metric: { ...accuracy, name: 'accuracy with random words' }, value: mean(random) };
    const table = [
      resultsTable([...attackRows(rows, { original: held.accuracy, changed: held.accuracyWithTrigger, success: held.successRate }), ...(random.length === 0 ? [] : [control])]),
      `"${found.words.join(' ')}" before ${field}, made on ${searched.length} rows of ${options.searchSplit}: ${found.queries} queries, ${found.gradients} gradients of texts, ${found.passes.length} passes that helped`,
      ...(random.length === 0 ? [] : [`random words: mean of ${random.length} draws, ${percent(Math.min(...random))} to ${percent(Math.max(...random))}`]),
    ].join('\n');
    const shown = changedTexts(records, task.labels, options.show, terminal.colours);
    terminal.result({ ...result, taskFile, records }, [...(shown === '' ? [] : [shown, '']), table].join('\n'));
  } finally {
    victim.dispose();
    gradients.dispose();
  }
}
