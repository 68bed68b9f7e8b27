import { copyFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { loadTokenizer } from '@skill-neurons/data';
import { readConfig } from '@skill-neurons/runtime';
import { filesSource } from './corpus/files-source.ts';
import { maskedLmObjective } from './objectives/masked-lm.ts';
import { pretrain, type PretrainedModel, type TrainingSettings } from './training/pretrain.ts';
import type { RunOptions } from './run-preset.ts';
import { writeModel } from './write-model.ts';

export interface TextRun extends RunOptions {
  /** Text files, one text a line. */
  readonly corpus: readonly string[];
  /** Model folder whose tokenizer files are used and copied. */
  readonly tokenizer: string;
  /** A `config.json` in Hugging Face layout. */
  readonly config: string;
  /** Longest text in tokens; longer ones are cut. */
  readonly maxLength: number;
}

const tokenizerFiles = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'];

/**
 * Pre-trains a masked language model from scratch on text files, with a tokenizer that exists already.
 * @throws PRETRAIN_CONFIG, PRETRAIN_VOCABULARY, and what reading the files throws
 */
export async function runText({ corpus, tokenizer, config, maxLength, folder, stateFolder, ...running }: TextRun, training: TrainingSettings): Promise<PretrainedModel> {
  if (basename(config) !== 'config.json') {
    throw new SkillNeuronsError({ code: 'PRETRAIN_CONFIG', message: 'the configuration must be a file called config.json', where: config });
  }
  const model = await readConfig(dirname(config));
  if (model.architecture === 't5') {
    throw new SkillNeuronsError({ code: 'PRETRAIN_CONFIG', message: 'text files are for masked language models', where: config, hint: 'give the config.json of a RoBERTa or BERT' });
  }
  const words = await loadTokenizer(tokenizer);
  if (words.vocabularySize > model.vocabularySize) {
    throw new SkillNeuronsError({ code: 'PRETRAIN_VOCABULARY', message: `the tokenizer has ${words.vocabularySize} ids, the model only ${model.vocabularySize}`, where: config, hint: 'set vocab_size to at least the size of the tokenizer' });
  }
  const source = await filesSource(corpus, training.seed);
  // Every row of the position embedding that a text can reach is trained.
  const maxOffset = Math.max(0, model.maxPositions - model.padTokenId - 1 - maxLength);
  const objective = maskedLmObjective(model, words, { maxLength, maxOffset, maskShare: 0.15, answerWeight: 1 });
  const trained = await pretrain({ objective, source, settings: training, folder: stateFolder, ...running });
  await writeModel(folder, model, trained);
  for (const name of tokenizerFiles) {
    if (existsSync(join(tokenizer, name))) await copyFile(join(tokenizer, name), join(folder, name));
  }
  return trained;
}
