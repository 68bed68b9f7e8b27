import { join } from 'node:path';
import { advGlueScore, evaluateAdvGlue, writePredictions, type OfficialPredictions, type PartReport } from '@skill-neurons/adversarial';
import { writeFileAtomic } from '@skill-neurons/core';
import { checkLeaks, trainedOn, type ReadSplit } from '../leak-check.ts';
import { openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { RunAdvGlueOptions } from '../commands/advglue.ts';
import { assignPrompts } from './advglue-prompts.ts';
import { advGlueText } from './advglue-text.ts';

export async function runAdvGlue(options: RunAdvGlueOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const prompts = await assignPrompts(options.prompts);
  const session = await openSession(options, environment);
  const { backbone, tokenizer } = session;
  const suffix = options.hub ? '-hub' : '';
  const parts: PartReport[] = [];
  const predictions: OfficialPredictions = {};
  const read: ReadSplit[] = [];
  for (const { key, prompt } of prompts) {
    const task = await session.task(`advglue-${key}${suffix}`);
    const clean = options.clean ? await cleanTask(key) : undefined;
    read.push({ task, split: 'test' }, ...(clean === undefined ? [] : [{ ...clean, limit: options.cleanLimit }]));
    const answers = await evaluateAdvGlue({
      backbone, tokenizer, dataFolder: options.dataDir, annotations: !options.hub, batchSize: options.batchSize, cleanLimit: options.cleanLimit, signal, onProgress: terminal.progress,
      part: { key, task, prompt, clean },
    });
    parts.push(answers.report);
    predictions[key] = answers.predictions;
  }
  const leaks = await checkLeaks(trainedOn(prompts.map(({ prompt }) => prompt)), read, options, environment);
  const report = { model: backbone.fingerprint, prompts: Object.fromEntries(prompts.map(({ key, path }) => [key, path])), score: scoreOf(parts), leaks: leaks?.filter(({ shared }) => shared.length > 0) ?? null, parts };
  if (options.out !== undefined) {
    await writePredictions(join(options.out, 'predictions.json'), predictions);
    await writeFileAtomic(join(options.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    terminal.note(`written to ${options.out}: predictions.json, report.json`);
  }
  terminal.result({ ...report, predictions }, advGlueText(parts, report.score));

  async function cleanTask(key: string) {
    // GLUE's mismatched development rows are at hand on the hub only; elsewhere both parts are compared with the matched ones.
    const name = key === 'mnli-mm' ? 'mnli' : key;
    return { task: await session.task(`${name}${suffix}`), split: options.hub && key === 'mnli-mm' ? 'test-mismatched' : 'test' };
  }
}

const scoreOf = (parts: readonly PartReport[]) => advGlueScore(Object.fromEntries(parts.map((part) => [part.key, part])));
