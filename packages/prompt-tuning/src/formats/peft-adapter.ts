import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile, SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { writeSafetensors } from '@skill-neurons/runtime';
import { z } from 'zod';
import { promptTensorName } from '../prompt-file.ts';
import type { SoftPrompt } from '../soft-prompt.ts';

export const peftConfigName = 'adapter_config.json';
const weightNames = ['adapter_model.safetensors', 'adapter_model.bin'] as const;

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
  hiddenSize: number | undefined;
  baseModel: string | undefined;
  architecture: 'roberta' | 'bert' | 't5' | undefined;
}

/** Reads the configuration of a PEFT folder and finds its weights. @throws PROMPT_PEFT, FILE_READ, FILE_JSON */
export async function readPeftAdapter(folder: string): Promise<PeftAdapter> {
  const path = join(folder, peftConfigName);
  const result = configSchema.safeParse(await readJsonFile(path, 'PEFT configuration'));
  if (!result.success) throw invalid(path, `it is no configuration of a prompt: ${result.error.issues[0]?.path.join('.')}: ${result.error.issues[0]?.message}`);
  const config = result.data;
  if (config.peft_type !== 'PROMPT_TUNING') throw invalid(path, `its peft_type is ${JSON.stringify(config.peft_type)}; only PROMPT_TUNING is a soft prompt before the text`);
  // PEFT's own default: an encoder-decoder model gets a prompt for each.
  const submodules = config.num_transformer_submodules ?? (config.task_type === 'SEQ_2_SEQ_LM' ? 2 : 1);
  if (submodules !== 1) throw invalid(path, `it has prompts for ${submodules} stacks; only a prompt for the encoder (num_transformer_submodules 1) is supported`);
  const weights = weightNames.map((name) => join(folder, name)).find((file) => existsSync(file));
  if (weights === undefined) throw invalid(folder, `it holds neither ${weightNames.join(' nor ')}`);
  return {
    weights,
    virtualTokens: config.num_virtual_tokens,
    hiddenSize: config.token_dim ?? undefined,
    baseModel: config.base_model_name_or_path ?? undefined,
    architecture: architectureOf(config.task_type ?? '', config.auto_mapping?.base_model_class ?? ''),
  };
}

export interface PeftExportOptions {
  /** Name or path of the model, for `base_model_name_or_path`. */
  baseModel?: string | undefined;
}

const autoMappings: Readonly<Record<string, { base_model_class: string; parent_library: string }>> = {
  roberta: { base_model_class: 'RobertaForMaskedLM', parent_library: 'transformers.models.roberta.modeling_roberta' },
  bert: { base_model_class: 'BertForMaskedLM', parent_library: 'transformers.models.bert.modeling_bert' },
};

/**
 * Writes a prompt as PEFT saves one: `adapter_config.json` and `adapter_model.safetensors` with `prompt_embeddings`. Our origin
 * rides in the header, which PEFT does not read. Returns the files.
 */
export async function writePeftAdapter(folder: string, prompt: SoftPrompt, { baseModel }: PeftExportOptions = {}): Promise<string[]> {
  const { virtualTokens, hiddenSize, values, origin } = prompt;
  const [config, weights] = [join(folder, peftConfigName), join(folder, weightNames[0])];
  const fields = {
    // PEFT knows no task type of masked LMs; the class of the model says it all.
    auto_mapping: autoMappings[origin.architecture ?? ''] ?? null,
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
    task_type: origin.architecture === 't5' ? 'SEQ_2_SEQ_LM' : null,
    token_dim: hiddenSize,
    tokenizer_kwargs: null,
    tokenizer_name_or_path: null,
  };
  await writeSafetensors(weights, { [promptTensorName]: { shape: [virtualTokens, hiddenSize], data: values } }, { origin: JSON.stringify(origin) });
  await writeFileAtomic(config, `${JSON.stringify(fields, null, 2)}\n`);
  return [config, weights];
}

function architectureOf(taskType: string, modelClass: string): PeftAdapter['architecture'] {
  if (/^(XLM)?Roberta/i.test(modelClass)) return 'roberta';
  if (/^Bert/.test(modelClass)) return 'bert';
  return taskType === 'SEQ_2_SEQ_LM' && /^(M?T5|$)/.test(modelClass) ? 't5' : undefined;
}

function invalid(where: string, message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROMPT_PEFT', message, where, hint: 'give a folder that PEFT saved for prompt tuning' });
}
