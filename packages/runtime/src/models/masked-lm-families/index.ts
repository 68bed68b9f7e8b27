import { bert } from './bert.ts';
import type { MaskedLmFamily } from './masked-lm-family.ts';
import { roberta } from './roberta.ts';

/** Every masked language model that this package runs. */
export const maskedLmFamilies = [roberta, bert] as const;

/** An architecture with a mask. */
export type MaskedLmArchitecture = (typeof maskedLmFamilies)[number]['architecture'];

/** Every architecture, for those who need no more of them than the name: loads fast. */
export const architectures = [...maskedLmFamilies.map(({ architecture }) => architecture), 't5'] as const;

/** Whether an architecture is one of the masked language models. */
export function isMaskedLmArchitecture(name: string | undefined): name is MaskedLmArchitecture {
  return maskedLmFamilies.some(({ architecture }) => architecture === name);
}

/** What tells a family of masked language models from the others. */
export function maskedLmFamily(name: MaskedLmArchitecture): MaskedLmFamily {
  return maskedLmFamilies.find(({ architecture }) => architecture === name)!;
}

/** The family of a Hugging Face `model_type`. */
export function maskedLmFamilyOfType(type: unknown): (typeof maskedLmFamilies)[number] | undefined {
  return maskedLmFamilies.find(({ modelTypes }: MaskedLmFamily) => modelTypes.some((known) => known === type));
}
