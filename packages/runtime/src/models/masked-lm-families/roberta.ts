import type { MaskedLmFamily } from './masked-lm-family.ts';

export const roberta = {
  architecture: 'roberta',
  modelTypes: ['roberta', 'xlm-roberta'],
  modelClass: 'RobertaForMaskedLM',
  maskToken: '<mask>',
  padTokenId: 1,
  head: { dense: 'lm_head.dense', layerNorm: 'lm_head.layer_norm', bias: 'lm_head.bias', decoder: 'lm_head.decoder.weight' },
  // Fixed in the code, whatever the configuration says.
  headActivation: 'gelu',
  positionsBehindPadding: true,
  promptHasTokenType: true,
} as const satisfies MaskedLmFamily;
