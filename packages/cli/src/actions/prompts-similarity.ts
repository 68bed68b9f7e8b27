import { setImmediate as nextTurn } from 'node:timers/promises';
import { resolve } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { activatedNeurons, activationOverlap, activationToken, firstLiveRow, importPrompt, promptSimilarity, similarityMeasures } from '@skill-neurons/prompt-tuning';
import type { ActivatedNeurons, SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { PromptSimilarityOptions } from '../commands/prompts.ts';
import { openSession, type Session } from '../session.ts';
import { textTable } from '../text-table.ts';

const titles = {
  euclideanConcat: 'Euclidean similarity of the prompts as one vector: 1 / (1 + distance)',
  euclideanAverage: 'Euclidean similarity, distance averaged over all pairs of tokens',
  cosineConcat: 'cosine of the prompts as one vector',
  cosineAverage: 'cosine averaged over all pairs of tokens',
  activationOverlap: 'overlap of activated neurons: cosine of zeros and ones',
};

export async function comparePrompts(options: PromptSimilarityOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const { prompts: paths, includeRowZero, model, layers } = options;
  if (paths.length < 2) throw mistake('one prompt alone is given', 'name two or more');
  const prompts: SoftPrompt[] = [];
  for (const path of paths) prompts.push(await importPrompt(path));

  const matrices: Record<string, number[][]> = Object.fromEntries(similarityMeasures.map((measure) => [measure, paths.map(() => [])]));
  for (const [i, a] of prompts.entries()) {
    for (const [j, b] of prompts.entries()) {
      // The measures are symmetric.
      const found = j < i ? undefined : promptSimilarity(a, b, { includeRowZero });
      for (const measure of similarityMeasures) matrices[measure]![i]![j] = found?.[measure] ?? matrices[measure]![j]![i]!;
    }
    terminal.progress({ label: 'similarity', done: i + 1, total: prompts.length });
    // Gives Ctrl-C a turn.
    await nextTurn();
    signal.throwIfAborted();
  }
  if (model !== undefined) matrices['activationOverlap'] = await overlaps(await openSession({ ...options, model }, environment), prompts, layers);

  const labels = labelsOf(paths, prompts);
  const masked = prompts.some((prompt) => firstLiveRow(prompt) === 1);
  const rowZero = masked && !includeRowZero ? 'excluded' : 'included';
  const described = paths.map((path, i) => ({ path, label: labels[i], virtualTokens: prompts[i]!.virtualTokens, hiddenSize: prompts[i]!.hiddenSize, origin: prompts[i]!.origin }));
  const tables = Object.entries(matrices).map(([measure, matrix]) => `${titles[measure as keyof typeof titles]}\n${matrixTable(labels, matrix)}`);
  if (masked) terminal.note(`row 0, which the mask's embedding replaces, is ${rowZero}`);
  if (prompts.some(({ origin }) => origin.architecture === undefined)) terminal.note('the architecture of a prompt is not known, so its row 0 counts: import it with --architecture');
  terminal.result({ prompts: described, rowZero, ...matrices }, tables.join('\n'));
}

async function overlaps(session: Session, prompts: readonly SoftPrompt[], range: number[] | undefined): Promise<number[][]> {
  const token = activationToken(session);
  const neurons: ActivatedNeurons[] = [];
  for (const prompt of prompts) neurons.push(await activatedNeurons(session.backbone, prompt, token));
  const last = neurons[0]!.layers - 1;
  const [from, to = last] = range ?? [0, last];
  const sound = [from, to].every((layer) => Number.isInteger(layer) && layer! >= 0 && layer! <= last) && from! <= to && (range?.length ?? 2) === 2;
  if (!sound) throw mistake(`--layers ${range?.join(' ')} is no range of layers 0 to ${last}`, 'give the first and the last layer');
  return neurons.map((a) => neurons.map((b) => activationOverlap(a, b, [from!, to + 1])));
}

/** Task and seed where they tell all prompts apart, else the ends of the paths. */
function labelsOf(paths: readonly string[], prompts: readonly SoftPrompt[]): string[] {
  const told = prompts.map(({ origin }) => [origin.task ?? '', origin.seed ?? ''].join(' ').trim());
  if (told.every((label, i) => label !== '' && told.indexOf(label) === i)) return told;
  return paths.map((path) => resolve(path).split(/[\\/]/).filter((part) => part !== 'task_prompt').slice(-2).join('/'));
}

function matrixTable(labels: readonly string[], matrix: readonly (readonly number[])[]): string {
  return textTable(['', ...labels], matrix.map((row, i) => [labels[i]!, ...row.map((value) => (Number.isNaN(value) ? '-' : value.toFixed(4)))]));
}

function mistake(message: string, hint: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROMPT_SIMILARITY', message, hint });
}
