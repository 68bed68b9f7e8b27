import { join } from 'node:path';
import { writeFileAtomic, type OnProgress } from '@skill-neurons/core';
import { loadTokenizer, type Tokenizer } from '@skill-neurons/data';
import { documentText } from '@skill-neurons/datasets';
import type { TextSource } from './corpus/text-source.ts';
import { worldSource } from './corpus/world-source.ts';
import { maskedLmObjective } from './objectives/masked-lm.ts';
import { t5Objective } from './objectives/t5.ts';
import { modelCard } from './model-card.ts';
import type { Preset } from './presets.ts';
import { trainByteLevelBpe } from './tokenizers/byte-level-bpe.ts';
import { trainUnigram } from './tokenizers/unigram.ts';
import { batchesPerBlock } from './training/batch-stream.ts';
import { pretrain, type PretrainedModel, type TrainingSettings } from './training/pretrain.ts';
import { writeChecksums, writeModel, writeTokenizer } from './write-model.ts';

export interface RunOptions {
  /** The model folder to write. */
  readonly folder: string;
  /** Where an unfinished run keeps its state. */
  readonly stateFolder: string;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Trains a demo model's tokenizer and the model itself, and writes them in Hugging Face layout. */
export async function runPreset(preset: Preset, training: TrainingSettings, { folder, stateFolder, ...running }: RunOptions): Promise<PretrainedModel> {
  const lessons = preset.lessons.map(({ fromStep, ...judging }) => ({ ...judging, fromBlock: Math.ceil(fromStep / batchesPerBlock) }));
  const source = worldSource(training.seed, lessons);
  const train = preset.tokenizer === 'unigram' ? trainUnigram : trainByteLevelBpe;
  const texts = source.block(-1, preset.tokenizerDocuments).map(documentText);
  await writeTokenizer(folder, train(texts, preset.vocabularySize));
  const tokenizer = await loadTokenizer(folder);
  const config = preset.config(tokenizer.vocabularySize, tokenizer.special.pad);
  const model = await trainOn(source, tokenizer);
  await writeModel(folder, config, model);
  const command = `pnpm --filter @skill-neurons/tooling-pretrain pretrain ${preset.name}`;
  await writeFileAtomic(join(folder, 'README.md'), modelCard({ name: preset.name, config, corpus: source.description, settings: training, command }, model));
  await writeChecksums(folder, ['README.md', 'config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json', 'training-log.jsonl']);
  return model;

  function trainOn(text: TextSource, words: Tokenizer): Promise<PretrainedModel> {
    const shared = { source: text, settings: training, folder: stateFolder, ...running };
    if (config.architecture === 't5') return pretrain({ objective: t5Objective(config, words, preset.objective), ...shared });
    return pretrain({ objective: maskedLmObjective(config, words, preset.objective), ...shared });
  }
}
