import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, readTextFile, SkillNeuronsError } from '@skill-neurons/core';
import { maskedLmFamily } from '../models/masked-lm-families/index.ts';
import type { MaskedLmConfig } from './model-config.ts';

const tokenizerSchema = z.object({
  added_tokens: z.array(z.object({ id: z.int().min(0), content: z.string() })).optional(),
  model: z.object({ vocab: z.unknown() }).optional(),
});

/**
 * The id of the mask token, from the tokenizer files beside a masked language model: tokenizer.json, vocab.json or vocab.txt.
 * @throws MASK_TOKEN_UNKNOWN
 */
export async function readMaskTokenId(folder: string, config: MaskedLmConfig): Promise<number> {
  const token = maskedLmFamily(config.architecture).maskToken;
  const id = (await fromTokenizer(folder, token)) ?? (await fromVocabulary(folder, token)) ?? (await fromWordList(folder, token));
  if (id !== undefined && id < config.vocabularySize) return id;
  throw new SkillNeuronsError({
    code: 'MASK_TOKEN_UNKNOWN',
    message: id === undefined ? `no tokenizer file tells the id of ${token}` : `the tokenizer says ${token} is ${id}, the model has ${config.vocabularySize} tokens`,
    where: folder,
    hint: 'put tokenizer.json, vocab.json or vocab.txt of the model beside its weights, or pass maskTokenId',
  });
}

async function fromTokenizer(folder: string, token: string): Promise<number | undefined> {
  const path = join(folder, 'tokenizer.json');
  if (!(await exists(path))) return undefined;
  const result = tokenizerSchema.safeParse(await readJsonFile(path, 'tokenizer'));
  if (!result.success) return undefined;
  return result.data.added_tokens?.find(({ content }) => content === token)?.id ?? idIn(result.data.model?.vocab, token);
}

async function fromVocabulary(folder: string, token: string): Promise<number | undefined> {
  const path = join(folder, 'vocab.json');
  if (!(await exists(path))) return undefined;
  return idIn(await readJsonFile(path, 'vocabulary'), token);
}

async function fromWordList(folder: string, token: string): Promise<number | undefined> {
  const path = join(folder, 'vocab.txt');
  if (!(await exists(path))) return undefined;
  const index = (await readTextFile(path, 'vocabulary')).split(/\r?\n/).indexOf(token);
  return index < 0 ? undefined : index;
}

/** The id of a token in a vocabulary of the form {"token": id}; other forms, such as Unigram's list, name it elsewhere. */
function idIn(vocabulary: unknown, token: string): number | undefined {
  const id = (vocabulary as Record<string, unknown> | null | undefined)?.[token];
  return Number.isInteger(id) && (id as number) >= 0 ? (id as number) : undefined;
}

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false);
