import type { MaskedLmFamily } from './masked-lm-family.ts';

export const bert = {
  architecture: 'bert',
  modelTypes: ['bert'],
  modelClass: 'BertForMaskedLM',
  maskToken: '[MASK]',
  padTokenId: 0,
  head: {
    dense: 'cls.predictions.transform.dense',
    layerNorm: 'cls.predictions.transform.LayerNorm',
    bias: 'cls.predictions.bias',
    decoder: 'cls.predictions.decoder.weight',
  },
  headActivation: 'configured',
  positionsBehindPadding: false,
  promptHasTokenType: false,
} as const satisfies MaskedLmFamily;
