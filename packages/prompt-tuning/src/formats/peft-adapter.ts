import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile, SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { isMaskedLmArchitecture, maskedLmFamilies, maskedLmFamily, promptAsTokens, readConfig, writeSafetensors, type Architecture } from '@skill-neurons/runtime';
import { z } from 'zod';
import { promptTensorName } from '../prompt-file.ts';
import type { SoftPrompt } from '../soft-prompt.ts';

export const peftConfigName = 'adapter_config.json';
/** A masked LM's prompt in the paper's layout, beside what PEFT gets for it. */
export const paperTensorName = 'paper_prompt_embeddings';
export const peftWeightNames = ['adapter_model.safetensors', 'adapter_model.bin'] as const;

const count = z.int().min(1);
const configSchema = z.object({
  peft_type: z.string(),
  task_type: z.string().nullish(),
  num_virtual_tokens: count,
  token_dim: count.nullish(),
  num_transformer_submodules: count.nullish(),
  base_model_name_or_path: z.string().nullish(),
  auto_mapping: z.object({ base_model_class: z.string().nullish() }).nullish(),
});

/** What a PEFT folder says of its prompt. */
export interface PeftAdapter {
  /** File of the prompt's table. */
  weights: string;
  virtualTokens: number;
  /** PEFT stores as many rows again for the decoder, unless told not to, but its prompt tuning uses the encoder's, the first, alone. */
  storedRows: number;
  hiddenSize: number | undefined;
  baseModel: string | undefined;
  architecture: Architecture | undefined;
}

/** Reads the configuration of a PEFT folder and finds its weights. @throws PROMPT_PEFT, FILE_READ, FILE_JSON */
export async function readPeftAdapter(folder: string): Promise<PeftAdapter> {
  const path = join(folder, peftConfigName);
  const result = configSchema.safeParse(await readJsonFile(path, 'PEFT configuration'));
  if (!result.success) throw invalid(path, `it is no configuration of a prompt: ${result.error.issues[0]?.path.join('.')}: ${result.error.issues[0]?.message}`);
  const config = result.data;
  if (config.peft_type !== 'PROMPT_TUNING') throw invalid(path, `its peft_type is ${JSON.stringify(config.peft_type)}; only PROMPT_TUNING is a soft prompt before the text`);
  // PEFT's own default: rows for encoder and decoder.
  const submodules = config.num_transformer_submodules ?? (config.task_type === 'SEQ_2_SEQ_LM' ? 2 : 1);
  const weights = peftWeightNames.map((name) => join(folder, name)).find((file) => existsSync(file));
  if (weights === undefined) throw invalid(folder, `it holds neither ${peftWeightNames.join(' nor ')}`);
  return {
    weights,
    virtualTokens: config.num_virtual_tokens,
    storedRows: config.num_virtual_tokens * submodules,
    hiddenSize: config.token_dim ?? undefined,
    baseModel: config.base_model_name_or_path ?? undefined,
    architecture: architectureOf(config.task_type ?? '', config.auto_mapping?.base_model_class ?? ''),
  };
}

export interface PeftExportOptions {
  /** Name or path of the model, for `base_model_name_or_path`. */
  baseModel?: string | undefined;
  /** Folder of the model: needed for prompts of masked LMs in the paper's layout, whose rows must be rewritten with its embeddings. */
  modelFolder?: string | undefined;
}

function modelClass(architecture: Architecture) {
  if (architecture === 't5') return null;
  return { base_model_class: maskedLmFamily(architecture).modelClass, parent_library: `transformers.models.${architecture}.modeling_${architecture}` };
}

/** PEFT has no type for masked LMs. Under this one it puts the prompt before the text; without any it would leave the prompt out. */
const taskType = (architecture: Architecture) => (architecture === 't5' ? 'SEQ_2_SEQ_LM' : 'FEATURE_EXTRACTION');

/**
 * Writes a prompt as PEFT saves one: `adapter_config.json` and `adapter_model.safetensors` with `prompt_embeddings`, so that the model
 * under PEFT computes what it does here. The rows of a masked LM's prompt in the paper's layout are rewritten for that, see
 * {@link promptAsTokens}, and label words are read at position 0; the prompt itself lies beside them as `paper_prompt_embeddings`. Our
 * origin is in the header. PEFT reads neither. Returns the files.
 * @throws PROMPT_ARCHITECTURE where it is not known, or not the model's; PROMPT_LAYOUT where the model is needed; PROMPT_SHAPE
 */
export async function writePeftAdapter(folder: string, prompt: SoftPrompt, { baseModel, modelFolder }: PeftExportOptions = {}): Promise<string[]> {
  const { virtualTokens, hiddenSize, origin } = prompt;
  const [config, weights] = [join(folder, peftConfigName), join(folder, peftWeightNames[0])];
  const { architecture, tables } = await tablesOf(prompt, modelFolder);
  const fields = {
    auto_mapping: modelClass(architecture),
    base_model_name_or_path: baseModel ?? origin.source?.model ?? null,
    inference_mode: true,
    modules_to_save: null,
    num_attention_heads: null,
    num_layers: null,
    num_transformer_submodules: 1,
    num_virtual_tokens: virtualTokens,
    peft_type: 'PROMPT_TUNING',
    prompt_tuning_init: 'RANDOM',
    prompt_tuning_init_text: null,
    revision: null,
    task_type: taskType(architecture),
    token_dim: hiddenSize,
    tokenizer_kwargs: null,
    tokenizer_name_or_path: null,
  };
  const shape = [virtualTokens, hiddenSize];
  await writeSafetensors(weights, Object.fromEntries(Object.entries(tables).map(([name, data]) => [name, { shape, data }])), { origin: JSON.stringify(origin) });
  await writeFileAtomic(config, `${JSON.stringify(fields, null, 2)}\n`);
  return [config, weights];
}

/** The tables to store, and the model that they are for. */
async function tablesOf(prompt: SoftPrompt, modelFolder: string | undefined): Promise<{ architecture: Architecture; tables: Record<string, Float32Array> }> {
  const { values, hiddenSize, origin } = prompt;
  const model = modelFolder === undefined ? undefined : await readConfig(modelFolder);
  const architecture = origin.architecture ?? model?.architecture;
  if (!isArchitecture(architecture)) {
    throw new SkillNeuronsError({ code: 'PROMPT_ARCHITECTURE', message: 'it is not known what kind of model this prompt is for', hint: 'name the model, or import the prompt again with its architecture' });
  }
  if (model !== undefined && model.architecture !== architecture) {
    throw new SkillNeuronsError({ code: 'PROMPT_ARCHITECTURE', message: `the prompt was tuned on ${architecture}, the model is ${model.architecture}`, where: modelFolder, hint: 'give the model that the prompt was tuned on' });
  }
  if (model !== undefined && model.hiddenSize !== hiddenSize) {
    throw new SkillNeuronsError({ code: 'PROMPT_SHAPE', message: `the prompt's rows have ${hiddenSize} numbers, the model's hidden size is ${model.hiddenSize}`, where: modelFolder, hint: 'give the model that the prompt was tuned on' });
  }
  if (architecture === 't5' || origin.layout === 'peft') return { architecture, tables: { [promptTensorName]: values } };
  if (modelFolder === undefined) {
    throw new SkillNeuronsError({
      code: 'PROMPT_LAYOUT',
      message: "PEFT cannot express this prompt's layout by itself: its row 0 gives way to the mask, and its rows have no positions",
      hint: 'name the model (--model), with whose embeddings the rows are rewritten so that PEFT computes the same',
    });
  }
  return { architecture, tables: { [promptTensorName]: (await promptAsTokens(modelFolder, values)).values, [paperTensorName]: values } };
}

function isArchitecture(name: string | undefined): name is Architecture {
  return name === 't5' || isMaskedLmArchitecture(name);
}

function architectureOf(taskType: string, modelClass: string): PeftAdapter['architecture'] {
  const name = modelClass.replace(/^XLM/i, '');
  const family = maskedLmFamilies.find(({ modelClass: own }) => name.startsWith(own.slice(0, own.indexOf('For'))));
  if (family !== undefined) return family.architecture;
  return taskType === 'SEQ_2_SEQ_LM' && /^(M?T5|$)/.test(modelClass) ? 't5' : undefined;
}

function invalid(where: string, message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROMPT_PEFT', message, where, hint: 'give a folder that PEFT saved for prompt tuning' });
}
