import { SkillNeuronsError } from '@skill-neurons/core';
import type { Backbone } from '@skill-neurons/runtime';

/** A table of virtual-token vectors, [virtualTokens, hiddenSize] float32, row-major, and where it came from. */
export interface SoftPrompt {
  virtualTokens: number;
  hiddenSize: number;
  values: Float32Array;
  origin: PromptOrigin;
}

export interface PromptOrigin {
  /** `tuned`: trained on a task; `initial`: as drawn, never trained; `imported`: read from elsewhere. */
  kind: 'tuned' | 'initial' | 'imported';
  /** Task it was tuned on. */
  task?: string;
  seed?: number;
  /** Fingerprint of the backbone it was tuned with. */
  backbone?: string;
  architecture?: string;
  /** Step and validation accuracy of the kept state. */
  step?: number;
  validationAccuracy?: number;
}

/** Refuses a prompt whose vectors do not fit the backbone. @throws PROMPT_SHAPE */
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
}
