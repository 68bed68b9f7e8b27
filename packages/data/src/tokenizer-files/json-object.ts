import { stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { readJsonFile, SkillNeuronsError } from '@skill-neurons/core';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Real ones have 1 to 20 MB. */
const maxTokenizerBytes = 128 * 1024 * 1024;

/** A JSON object of bounded size. @throws TOKENIZER_INVALID */
export async function readObject(path: string): Promise<JsonObject> {
  await checkSize(path);
  const value = await readJsonFile(path, 'tokenizer').catch((cause: unknown) => {
    throw invalidTokenizer(path, cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidTokenizer(path, 'it holds no JSON object');
  return value as JsonObject;
}

export const readOptionalObject = async (path: string): Promise<JsonObject> => (existsSync(path) ? readObject(path) : {});

/** @throws TOKENIZER_INVALID for a file that is larger than any tokenizer */
export async function checkSize(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size > maxTokenizerBytes) throw invalidTokenizer(path, `it is larger than ${maxTokenizerBytes} bytes`);
}

export function invalidTokenizer(path: string, reason: string, cause?: unknown): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'TOKENIZER_INVALID', message: `this is not a tokenizer that can be used: ${reason}`, where: path, hint: 'check that it is a tokenizer file of a Hugging Face model', cause });
}
