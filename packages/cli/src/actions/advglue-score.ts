import { advGlueKeys, advGlueScore, advGlueSplit, officialLabels, readPredictions, reportPart, type PartReport } from '@skill-neurons/adversarial';
import { SkillNeuronsError } from '@skill-neurons/core';
import { loadExamples, loadTask } from '@skill-neurons/data';
import { locateTask } from '@skill-neurons/experiments/names';
import type { CommandEnvironment } from '../command.ts';
import type { ScoreAdvGlueOptions } from '../commands/advglue.ts';
import { advGlueText } from './advglue-text.ts';

export async function scoreAdvGlue(options: ScoreAdvGlueOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const file = options.predictions;
  const all = await readPredictions(file);
  const parts: PartReport[] = [];
  for (const key of advGlueKeys) {
    const predictions = all[key];
    if (predictions === undefined) continue;
    const task = await loadTask(locateTask(`advglue-${key}${options.hub ? '-hub' : ''}`, options.includePath));
    const official = officialLabels(task);
    const rows = await loadExamples(task, advGlueSplit, { ...(options.dataDir === undefined ? {} : { dataFolder: options.dataDir }), signal, onProgress: terminal.progress });
    if (predictions.length !== rows.length) {
      throw new SkillNeuronsError({ code: 'ADVGLUE_PREDICTIONS', message: `${predictions.length} predictions for the ${rows.length} rows of ${key}`, where: file, hint: 'give one per row of the development set, in its order' });
    }
    parts.push(reportPart({ key, task: task.name, classes: task.labels.length, predictions, labels: rows.map(({ label }) => official[label]!) }));
  }
  const score = advGlueScore(Object.fromEntries(parts.map((part) => [part.key, part])));
  terminal.result({ score, parts }, advGlueText(parts, score));
}
