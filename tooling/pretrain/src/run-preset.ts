import { join } from 'node:path';
import { writeFileAtomic, type OnProgress } from '@skill-neurons/core';
import { loadTokenizer } from '@skill-neurons/data';
import { documentText } from '@skill-neurons/datasets';
import { worldSource } from './corpus/world-source.ts';
import { maskedLmObjective } from './objectives/masked-lm.ts';
import { t5Objective } from './objectives/t5.ts';
import { modelCard } from './model-card.ts';
import type { Preset } from './presets.ts';
import { trainByteLevelBpe } from './tokenizers/byte-level-bpe.ts';
import { trainUnigram } from './tokenizers/unigram.ts';
import { batchesPerBlock } from './training/batch-stream.ts';
import { pretrain, type PretrainedModel } from './training/pretrain.ts';
import { writeChecksums, writeModel, writeTokenizer } from './write-model.ts';

export interface RunOptions {
  /** The model folder to write. */
  readonly folder: string;
  /** Where an unfinished run keeps its state. */
  readonly stateFolder: string;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Trains a demo model's tokenizer and then, phase by phase, the model, and writes all of it in Hugging Face layout. */
export async function runPreset(preset: Preset, { folder, stateFolder, ...running }: RunOptions): Promise<PretrainedModel> {
  const phases = preset.phases.map(({ lessons, training }) => ({ source: worldSource(training.seed, blocksOf(lessons)), training }));
  const train = preset.tokenizer === 'unigram' ? trainUnigram : trainByteLevelBpe;
  const texts = phases[0]!.source.block(-1, preset.tokenizerDocuments).map(documentText);
  await writeTokenizer(folder, train(texts, preset.vocabularySize));
  const tokenizer = await loadTokenizer(folder);
  const config = preset.config(tokenizer.vocabularySize, tokenizer.special.pad);
  let model: PretrainedModel | undefined;
  for (const [i, { source, training }] of phases.entries()) {
    const shared = { source, settings: training, start: model, folder: join(stateFolder, `phase-${i + 1}`), ...running };
    const trained: PretrainedModel = config.architecture === 't5'
      ? await pretrain({ objective: t5Objective(config, tokenizer, preset.objective), ...shared })
      : await pretrain({ objective: maskedLmObjective(config, tokenizer, preset.objective), ...shared });
    const before = model?.log ?? [];
    model = { ...trained, log: [...before, ...trained.log.map((line) => ({ ...line, step: (before.at(-1)?.step ?? 0) + line.step }))] };
  }
  if (model === undefined) throw new Error(`${preset.name} has no phase`);
  await writeModel(folder, config, model);
  const command = `pnpm --filter @skill-neurons/tooling-pretrain pretrain ${preset.name}`;
  await writeFileAtomic(join(folder, 'README.md'), modelCard({ name: preset.name, config, phases: preset.phases, command }, model));
  await writeChecksums(folder, ['README.md', 'config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json', 'training-log.jsonl']);
  return model;
}

const blocksOf = (lessons: Preset['phases'][number]['lessons']) => lessons.map(({ fromStep, ...judging }) => ({ ...judging, fromBlock: Math.ceil(fromStep / batchesPerBlock) }));
