import { hasMask, loadTask, loadTokenizer, parseTemplate, previewTask, type ModelFamily, type TaskPreview } from '@skill-neurons/data';
import { locateModel, locateTask } from '@skill-neurons/experiments';
import { maskedLmFamily, readConfig, type ModelConfig } from '@skill-neurons/runtime';
import type { CommandEnvironment } from '../command.ts';
import type { PreviewTaskOptions } from '../commands/tasks.ts';

export async function previewRows(options: PreviewTaskOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const { split, rows, perClass, includePath, dataDir, virtualTokens } = options;
  const folder = await locateModel(options.model);
  const task = await loadTask(locateTask(options.task, includePath));
  const tokenizer = await loadTokenizer(folder);
  const config = await readConfig(folder);
  const family = config.architecture === 't5' ? 'encoder-decoder' : 'masked-lm';
  const preview = await previewTask({
    task, split, family, tokenizer, maxLength: roomForText(config, virtualTokens), count: rows, seed: options.seed,
    ...(perClass === undefined ? {} : { perClass, count: perClass * task.labels.length }), ...(dataDir === undefined ? {} : { dataFolder: dataDir }), onProgress: terminal.progress, signal,
  });
  terminal.result({ task: task.name, family, virtualTokens, ...preview }, describe(preview, hasMask(parseTemplate(task.templates[family] ?? '')) ? 'mask in text' : family, virtualTokens));
}

/** Positions that a prompt leaves to the text; T5's are relative and never run out. */
function roomForText(config: ModelConfig, virtualTokens: number): number {
  if (config.architecture === 't5') return Number.MAX_SAFE_INTEGER;
  const first = maskedLmFamily(config.architecture).positionsBehindPadding ? config.padTokenId + 1 : 0;
  return config.maxPositions - first - Math.max(1, virtualTokens);
}

/** What decides how a prompt stands before the text. */
type PromptPlace = ModelFamily | 'mask in text';

function describe({ split, classes, labelWords, examples }: TaskPreview, place: PromptPlace, virtualTokens: number): string {
  const prompt = promptMark(place, virtualTokens);
  const words = labelWords.map(({ word, id, token, pieces, scored }, c) => {
    const tokens = scored.length > 1 ? `${scored.join(' ')}, all its pieces` : `${id} ${JSON.stringify(token)}${pieces.length > 1 ? `, the first of ${pieces.length} pieces` : ''}`;
    return `  ${c}: ${JSON.stringify(word)} = ${tokens}`;
  });
  const rows = examples.map(({ id, labelName, labelWord, labelTokenIds, text, ids, truncated, group }) =>
    [
      `row ${id}: ${labelName}${group === undefined ? '' : `, ${group}`}, ${ids.length} tokens${truncated ? ', cut' : ''}`,
      `  ${prompt}${text} => [${labelWord}]`,
      `  ${prompt} ${ids.join(' ')} => [${labelTokenIds.join(' ')}]`,
    ].join('\n'),
  );
  return [`${split}: ${classes.total} rows, ${classes.counts.join(' / ')} per class, majority ${(100 * classes.majorityRate).toFixed(1)} %`, 'label words, in class order:', ...words, ...rows].join('\n');
}

/** What stands before the text: the virtual tokens, and where it is not in the text the mask (scored, in place of the prompt's row 0). */
function promptMark(place: PromptPlace, virtualTokens: number): string {
  if (place !== 'masked-lm') return virtualTokens === 0 ? '' : `[prompt 0..${virtualTokens - 1}]`;
  return virtualTokens < 2 ? '[mask]' : `[mask][prompt 1..${virtualTokens - 1}]`;
}
