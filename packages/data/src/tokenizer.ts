import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { isSkillNeuronsError, SkillNeuronsError } from '@skill-neurons/core';
import { spellOutByteLevelSplit } from './byte-level-split.ts';
import { rememberWords } from './remember-words.ts';
import { findSpecialTokens } from './special-tokens.ts';
import { plainWordSplitter, type PlainWordSplitter } from './split-plain-words.ts';
import { checkDefinition } from './tokenizer-files/check-definition.ts';
import { findDefinition } from './tokenizer-files/find-definition.ts';
import { fingerprintFiles } from './tokenizer-files/fingerprint-files.ts';
import { invalidTokenizer, readOptionalObject, type JsonObject } from './tokenizer-files/json-object.ts';
import type { Tokenizer } from './types.ts';

/**
 * Loads the tokenizer of a model folder in Hugging Face layout: `tokenizer.json`, else vocab.json and merges.txt, vocab.txt or
 * spiece.model; `tokenizer_config.json` and `special_tokens_map.json` where they exist. Padding and truncation saved in the
 * file are not applied, no special tokens are added, and no space is put before the text unless the tokenizer itself always
 * does (T5).
 *
 * @throws TOKENIZER_MISSING, TOKENIZER_INVALID
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const configuration = await readOptionalObject(join(folder, 'tokenizer_config.json'));
  const specialMap = await readOptionalObject(join(folder, 'special_tokens_map.json'));
  const { definition, path } = await findDefinition(folder, configuration);
  checkDefinition(definition, path);
  const tokenizer = orInvalid(path, () => new HuggingFaceTokenizer(spellOutByteLevelSplit(definition), configuration));
  const split = orInvalid(path, () => plainWordSplitter(definition, [...tokenizer.get_added_tokens_decoder().values()].map(({ content }) => content)));
  const wrapped = orInvalid(path, () => wrap(tokenizer, split, [configuration, specialMap], path));
  return { ...wrapped, fingerprint: await fingerprintFiles(folder) };
}

/** What the library throws over a wrong definition, as an error that names the file. */
function orInvalid<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (isSkillNeuronsError(cause)) throw cause;
    throw invalidTokenizer(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function wrap(tokenizer: HuggingFaceTokenizer, split: PlainWordSplitter | undefined, configurations: readonly JsonObject[], path: string): Tokenizer {
  const added = new Map<string, number>();
  for (const [id, token] of tokenizer.get_added_tokens_decoder()) if (token.special) added.set(token.content, id);
  const special = findSpecialTokens(configurations, added);
  const { pad } = special;
  if (pad === undefined) throw invalidTokenizer(path, 'it has no padding token');
  let largest = 0;
  for (const id of tokenizer.get_vocab().values()) largest = Math.max(largest, id);
  return {
    vocabularySize: largest + 1,
    special: { ...special, pad },
    encode: rememberWords((text) => encodeOrExplain(tokenizer, text, path), split),
    decode: (ids) => (ids.length === 0 ? '' : orInvalid(path, () => tokenizer.decode([...ids], { clean_up_tokenization_spaces: false }))),
    idOf: (token) => tokenizer.token_to_id(token),
    tokenOf: (id) => tokenizer.id_to_token(id),
  };
}

/** The library's search recurses and spreads: a word of some 100,000 characters overflows its stack. */
function encodeOrExplain(tokenizer: HuggingFaceTokenizer, text: string, path: string): number[] {
  try {
    const ids: (number | undefined)[] = tokenizer.encode(text, { add_special_tokens: false }).ids;
    // A vocabulary without an unknown token leaves holes for what it cannot spell; the reference drops them too.
    return ids.filter((id) => id !== undefined);
  } catch (cause) {
    throw new SkillNeuronsError({ code: 'TOKENIZER_TEXT', message: `this text of ${text.length} characters cannot be tokenized: ${(cause as Error).message}`, where: path, hint: `shorten it; it starts with ${JSON.stringify(text.slice(0, 40))}`, cause });
  }
}
