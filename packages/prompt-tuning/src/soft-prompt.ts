import { SkillNeuronsError } from '@skill-neurons/core';
import type { Backbone } from '@skill-neurons/runtime';

/** A table of virtual-token vectors, [virtualTokens, hiddenSize] float32, row-major, and where it came from. */
export interface SoftPrompt {
  virtualTokens: number;
  hiddenSize: number;
  values: Float32Array;
  origin: PromptOrigin;
}

/**
 * How a prompt stands before the text. `paper`: a masked LM's row 0 gives way to the mask's embedding, where the label word is
 * read off. `peft`: every row is a virtual token and the mask stands in the text, where the template has `{mask}`, as PEFT trains
 * masked LMs. For T5 both are the same.
 */
export type PromptLayout = 'paper' | 'peft';

/** Where a prompt is from. */
export interface PromptOrigin {
  /** `tuned`: trained on a task; `initial`: as drawn, never trained; `imported`: read from elsewhere; `projected`: brought from another model. */
  kind: 'tuned' | 'initial' | 'imported' | 'projected';
  /** Task it was tuned on. */
  task?: string | undefined;
  seed?: number | undefined;
  /** Fingerprint of the backbone it was tuned with. */
  backbone?: string | undefined;
  architecture?: string | undefined;
  /** How it started, e.g. `random`. */
  initialisation?: string | undefined;
  /** Step and validation accuracy of the kept state. */
  step?: number | undefined;
  validationAccuracy?: number | undefined;
  /** What the kept state was chosen by: a metric on rows of a split, or of a carve-out of the training split. */
  selection?: { metric: string; split: string; rows: number } | undefined;
  /** `paper` where absent. */
  layout?: PromptLayout | undefined;
  /** The file it was imported from. */
  source?: PromptSource | undefined;
  /** What is known about it that results should be read with. */
  notes?: readonly string[] | undefined;
}

/** The file that a prompt was imported from. */
export interface PromptSource {
  format: 'torch' | 'safetensors' | 'npy' | 'peft';
  /** Name of the file, with the folders that name it where these are known to. */
  file: string;
  sha256: string;
  /** Name of the tensor in the file, and how its values were stored. */
  tensor?: string | undefined;
  dtype: string;
  /** Model that the source names, e.g. `roberta-base`. */
  model?: string | undefined;
}

/** Refuses a prompt that does not fit the backbone. @throws PROMPT_SHAPE, PROMPT_ARCHITECTURE */
export function assertPromptFits(prompt: SoftPrompt, backbone: Backbone, where?: string): void {
  const found = `${prompt.virtualTokens} x ${prompt.hiddenSize}`;
  if (prompt.hiddenSize !== backbone.hiddenSize) {
    throw new SkillNeuronsError({
      code: 'PROMPT_SHAPE',
      message: `the prompt is ${found}, but ${backbone.folder} has hidden size ${backbone.hiddenSize}`,
      where,
      hint: 'use the model that the prompt was tuned on',
    });
  }
  if (prompt.values.length !== prompt.virtualTokens * prompt.hiddenSize) {
    throw new SkillNeuronsError({
      code: 'PROMPT_SHAPE',
      message: `the prompt says ${found} but holds ${prompt.values.length} numbers`,
      where,
      hint: 'the file is damaged: tune or download the prompt again',
    });
  }
  const { architecture } = prompt.origin;
  if (architecture !== undefined && architecture !== backbone.architecture) {
    throw new SkillNeuronsError({
      code: 'PROMPT_ARCHITECTURE',
      message: `the prompt was tuned on ${architecture}, but ${backbone.folder} is ${backbone.architecture}`,
      where,
      hint: 'vectors of one model mean nothing to another: use the model that the prompt was tuned on',
    });
  }
}

/**
 * Refuses a prompt of a masked LM whose layout is not that of the texts: the mask within them, or before them in row 0 of the prompt.
 * A prompt that was drawn and never tuned has either.
 * @throws PROMPT_LAYOUT
 */
export function assertLayoutFits(prompt: SoftPrompt, backbone: Backbone, maskInText: boolean, where?: string): void {
  if (backbone.family !== 'masked-lm') return;
  const { kind, layout = kind === 'initial' ? undefined : 'paper' } = prompt.origin;
  if (layout === 'peft' && !maskInText) {
    throw new SkillNeuronsError({
      code: 'PROMPT_LAYOUT',
      message: 'the prompt was tuned with every row before the text and the mask within it; here row 0 would give way to the mask',
      where,
      hint: 'use a task file whose masked-lm template has {mask} where it was in tuning, or import it with --layout paper if its row 0 did stand for the mask',
    });
  }
  if (layout === 'paper' && maskInText) {
    throw new SkillNeuronsError({
      code: 'PROMPT_LAYOUT',
      message: 'the prompt was tuned with the mask in its row 0, before the text; here the template has {mask} within the text',
      where,
      hint: 'use a task file whose template has no {mask}, or tune a prompt for this one',
    });
  }
}

/** Whether the mask stands within these texts: their template has `{mask}`. */
export function isMaskInText(rows: readonly { maskPositions?: unknown }[]): boolean {
  return rows[0]?.maskPositions !== undefined;
}
