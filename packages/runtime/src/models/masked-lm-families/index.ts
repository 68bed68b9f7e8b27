import { bert } from './bert.ts';
import type { MaskedLmFamily } from './masked-lm-family.ts';
import { roberta } from './roberta.ts';

/** Every masked language model that this package runs. */
export const maskedLmFamilies = [roberta, bert] as const;

export type MaskedLmArchitecture = (typeof maskedLmFamilies)[number]['architecture'];

/** Every architecture, for those who need no more of them than the name: loads fast. */
export const architectures = [...maskedLmFamilies.map(({ architecture }) => architecture), 't5'] as const;

export function isMaskedLmArchitecture(name: string | undefined): name is MaskedLmArchitecture {
  return maskedLmFamilies.some(({ architecture }) => architecture === name);
}

export function maskedLmFamily(name: MaskedLmArchitecture): MaskedLmFamily {
  return maskedLmFamilies.find(({ architecture }) => architecture === name)!;
}

/** The family of a Hugging Face `model_type`. */
export function maskedLmFamilyOfType(type: unknown): (typeof maskedLmFamilies)[number] | undefined {
  return maskedLmFamilies.find(({ modelTypes }: MaskedLmFamily) => modelTypes.some((known) => known === type));
}
