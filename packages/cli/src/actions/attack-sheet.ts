import { createPromptVictim, loadSheet, runSheet, type FailureRate, type SheetFailure, type SheetReport, type SheetTestResult } from '@skill-neurons/adversarial';
import { loadExamples } from '@skill-neurons/data';
import { locateSheet } from '@skill-neurons/experiments/names';
import { assertPromptFits } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import type { CommandEnvironment } from '../command.ts';
import type { RunSheetOptions } from '../commands/attack-sheet.ts';
import { plainText } from '../plain-text.ts';
import { openPrompt, openSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { diffText } from './attack-text.ts';

const types = ['MFT', 'INV', 'DIR'] as const;

export async function runTestSheet(options: RunSheetOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const sheet = await loadSheet(locateSheet(options.sheet, options.includePath));
  const prompt = await openPrompt(options.prompt);
  const session = await openSession(options, environment);
  const { backbone, tokenizer } = session;
  if (prompt) assertPromptFits(prompt, backbone, options.prompt);
  const task = await session.task(options.task);
  const { limit, dataDir } = options;
  const victim = createPromptVictim({ backbone, tokenizer, task, prompt, batchSize: options.batchSize, signal });
  try {
    const report = await runSheet({
      sheet,
      task,
      victim,
      signal,
      family: backbone.family,
      seed: options.seed,
      onProgress: terminal.progress,
      loadRows: (split) =>
        loadExamples(task, split, {
          seed: 0,
          signal,
          ...(limit === undefined ? {} : { limit }),
          ...(dataDir === undefined ? {} : { dataFolder: dataDir }),
        }),
    });
    terminal.result(
      { ...report, task: task.name, model: backbone.fingerprint, seed: options.seed },
      [
        textTable(
          ['capability', ...types.map((type) => `${type}: failed %`)],
          report.capabilities.map(({ capability, types: rates }) => [capability, ...types.map((type) => rateText(rates[type]))]),
        ),
        textTable(
          ['test', 'type', 'failed %'],
          report.tests.map((test) => [test.name, test.type, rateText(test)]),
        ),
        answersText(report.answers),
        ...report.tests.flatMap((test) => failureTexts(test, task.labels, options.show, terminal.colours)),
      ].join('\n\n'),
    );
  } finally {
    victim.dispose();
  }
}

/** Which classes the model answers at all. */
function answersText(answers: SheetReport['answers']): string {
  const total = answers.reduce((sum, { texts }) => sum + texts, 0);
  if (total === 0) return 'no test of type MFT: a model that always says the same would pass the others';
  const shares = answers.map(({ label, texts }) => `${label} ${percent(texts / total)} %`).join(', ');
  return `answers to the ${total} texts of MFTs: ${shares}; a model that always says the same passes all INVs`;
}

/** `12.5 [4.2, 26.8] (5 of 40)`: the rate in percent with its exact interval. */
function rateText(found: FailureRate | undefined): string {
  if (found === undefined) return '';
  const {
    n,
    failed,
    rate,
    interval: { low, high },
  } = found;
  return n === 0 ? '- (no case)' : `${percent(rate)} [${percent(low)}, ${percent(high)}] (${failed} of ${n})`;
}

function failureTexts({ name, type, failures }: SheetTestResult, labels: readonly string[], show: number, colour: boolean): string[] {
  if (failures.length === 0 || show < 1) return [];
  return [[`${name} (${type}):`, ...failures.slice(0, show).map((failure) => `  ${failureText(failure, labels, colour)}`)].join('\n')];
}

function failureText({ original, changed }: SheetFailure, labels: readonly string[], colour: boolean): string {
  const answer = ({ probabilities }: SheetFailure['original']) => {
    const best = probabilities.indexOf(Math.max(...probabilities));
    return `${labels[best]} ${percent(probabilities[best]!)} %`;
  };
  const text = Object.entries(original.fields)
    .map(([field, before]) => (changed === undefined ? plainText(before) : diffText(before, changed.fields[field] ?? '', colour)))
    .join(' | ');
  return `${text}: ${answer(original)}${changed === undefined ? '' : ` -> ${answer(changed)}`}`;
}
