import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { bytePairDefinition } from './byte-pair-definition.ts';
import { readObject, type JsonObject } from './json-object.ts';
import { sentencePieceDefinition } from './sentence-piece-definition.ts';
import { wordPieceDefinition } from './word-piece-definition.ts';

/** A tokenizer as tokenizer.json describes it, and the file it comes from. */
export interface TokenizerDefinition {
  definition: JsonObject;
  path: string;
}

/**
 * The tokenizer of a model folder: its tokenizer.json, or what its older files amount to: vocab.json + merges.txt (RoBERTa,
 * GPT-2), vocab.txt (BERT), spiece.model (T5).
 *
 * @param configuration The folder's tokenizer_config.json.
 * @throws TOKENIZER_MISSING naming the files looked for, TOKENIZER_INVALID
 */
export async function findDefinition(folder: string, configuration: JsonObject): Promise<TokenizerDefinition> {
  const has = (name: string) => existsSync(join(folder, name));
  const at = (name: string) => join(folder, name);
  if (has('tokenizer.json')) return { definition: await readObject(at('tokenizer.json')), path: at('tokenizer.json') };
  if (has('vocab.json') && has('merges.txt')) return { definition: await bytePairDefinition(at('vocab.json'), at('merges.txt'), configuration), path: at('vocab.json') };
  if (has('vocab.txt')) return { definition: await wordPieceDefinition(at('vocab.txt'), configuration), path: at('vocab.txt') };
  if (has('spiece.model')) return { definition: await sentencePieceDefinition(at('spiece.model'), configuration), path: at('spiece.model') };
  const known = ['vocab.json', 'merges.txt', 'sentencepiece.bpe.model', 'tokenizer.model'].filter(has);
  throw new SkillNeuronsError({
    code: 'TOKENIZER_MISSING',
    message: known.length === 0 ? 'there is no tokenizer' : `there is only ${known.join(', ')}, of which no tokenizer can be made`,
    where: folder,
    hint: 'it needs tokenizer.json, vocab.json and merges.txt, vocab.txt, or spiece.model; AutoTokenizer.from_pretrained(...).save_pretrained(...) in Python writes tokenizer.json',
  });
}
