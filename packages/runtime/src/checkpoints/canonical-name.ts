import type { ModelConfig } from '../config/model-config.ts';

/**
 * The name that this package's models use for a stored tensor. Checkpoints differ: the `roberta.` or `bert.` prefix may be
 * missing, old BERT files say gamma and beta, T5 files may hold the shared embedding only under a stack's name.
 */
export function canonicalName(name: string, config: ModelConfig): string {
  if (config.architecture === 't5') return /^(encoder|decoder)\.embed_tokens\.weight$/.test(name) ? 'shared.weight' : name;
  const modern = name.replace(/\.gamma$/, '.weight').replace(/\.beta$/, '.bias').replace(/^(lm_head|cls\.predictions)\.decoder\.bias$/, '$1.bias');
  return /^(embeddings|encoder)\./.test(modern) ? `${config.architecture}.${modern}` : modern;
}
