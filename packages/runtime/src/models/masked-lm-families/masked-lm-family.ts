import type { ActivationFunction } from '../../config/model-config.ts';

/** Where the masked-LM head keeps its weights. */
export interface HeadNames {
  dense: string;
  layerNorm: string;
  /** Bias over the vocabulary. */
  bias: string;
  /** Output matrix of its own, where the checkpoint does not share the word embedding. */
  decoder: string;
}

/** What encoders with BERT's blocks and a masked-LM head differ in. Its weights stand under `ARCHITECTURE.embeddings` and `ARCHITECTURE.encoder.layer`. */
export interface MaskedLmFamily {
  architecture: string;
  /** Values of `model_type` in a config.json. */
  modelTypes: readonly string[];
  /** Class of Hugging Face transformers that has the head. */
  modelClass: string;
  maskToken: string;
  /** Where config.json names none. */
  padTokenId: number;
  head: HeadNames;
  /** `configured`: that of the feed-forward layers. */
  headActivation: ActivationFunction | 'configured';
  /** Positions are counted from behind the padding id instead of from 0. */
  positionsBehindPadding: boolean;
  /** In the paper's layout, virtual tokens get the token type that text has. */
  promptHasTokenType: boolean;
}
