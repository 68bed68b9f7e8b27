import { readMaskTokenId } from '../config/mask-token.ts';
import { readConfig } from '../config/read-config.ts';
import { firstPosition } from '../models/masked-lm-embeddings.ts';
import { maskedLmFamily } from '../models/masked-lm-families/index.ts';
import { embeddingName } from '../models/masked-lm-names.ts';
import type { Architecture } from '../types.ts';
import { openCheckpoint } from './checkpoint-files.ts';
import { findWeights } from './load-weights.ts';
import type { TensorData } from './tensor-file.ts';

/** What a prompt is to Hugging Face's own model. */
export interface TokenEmbeddings {
  architecture: Architecture;
  /** [virtual tokens, hidden size]. */
  values: Float32Array;
}

/**
 * A soft prompt of the paper's layout as the embeddings that Hugging Face's model must get in front of the text's (`inputs_embeds`) to
 * compute the same. A masked LM adds positions and the token type to them, which virtual tokens have not here (but for RoBERTa's type):
 * these are taken off. Row 0 becomes the mask's embedding. T5 adds nothing: the prompt as it is.
 * @param folder of the model
 * @param values [virtual tokens, hidden size]; the hidden size must be the model's
 * @throws what reading a checkpoint throws
 */
export async function promptAsTokens(folder: string, values: Float32Array): Promise<TokenEmbeddings> {
  const config = await readConfig(folder);
  const { architecture, hiddenSize } = config;
  if (config.architecture === 't5') return { architecture, values };
  const maskTokenId = await readMaskTokenId(folder, config);
  const checkpoint = await openCheckpoint(folder);
  try {
    const stored = new Map(findWeights(checkpoint, config, folder).map(([{ name }, storedName]) => [name, storedName]));
    const table = (part: string): Promise<TensorData> => checkpoint.read(stored.get(embeddingName(config, `${part}.weight`))!);
    const words = (await table('word_embeddings')).data;
    const positions = (await table('position_embeddings')).data;
    const types = (await table('token_type_embeddings')).data;
    const first = firstPosition(config);
    const { promptHasTokenType } = maskedLmFamily(config.architecture);
    const embeddings = Float32Array.from(values, (value, i) => {
      const [row, column] = [Math.floor(i / hiddenSize), i % hiddenSize];
      const added = positions[(first + row) * hiddenSize + column]! + (promptHasTokenType ? 0 : types[column]!);
      return (row === 0 ? words[maskTokenId * hiddenSize + column]! : value) - added;
    });
    return { architecture, values: embeddings };
  } finally {
    await checkpoint.close();
  }
}
