import { invalidTokenizer, type JsonObject } from './json-object.ts';

const modelTypes = ['BPE', 'Unigram', 'WordPiece'];

/** Real vocabularies have up to a million tokens. The library makes an array up to the largest id. */
const largestId = 2 ** 22;

/** Checks what the library takes on trust: the kind of model, and ids that are ids. @throws TOKENIZER_INVALID */
export function checkDefinition(definition: JsonObject, path: string): void {
  const { model, added_tokens: added } = definition;
  if (typeof model !== 'object' || model === null || !('vocab' in model) || !Array.isArray(added)) throw invalidTokenizer(path, 'it has no model with a vocabulary and added tokens');
  // The library reads an unknown type as an old format without a word. Files from before 2021 leave the type out.
  const type = 'type' in model ? model.type : undefined;
  if (type !== undefined && !modelTypes.includes(String(type))) throw invalidTokenizer(path, `its model type is ${String(type)}, not one of ${modelTypes.join(', ')}`);
  const { vocab } = model;
  if (typeof vocab !== 'object' || vocab === null) throw invalidTokenizer(path, 'its vocabulary is no list');
  if (!Array.isArray(vocab)) for (const [token, id] of Object.entries(vocab)) checkId(token, id, path);
  for (const token of added as unknown[]) {
    const { content, id } = (token ?? {}) as { content?: unknown; id?: unknown };
    if (typeof content !== 'string') throw invalidTokenizer(path, 'an added token has no content');
    checkId(content, id, path);
  }
}

function checkId(token: string, id: unknown, path: string): void {
  if (!Number.isInteger(id) || (id as number) < 0 || (id as number) > largestId) throw invalidTokenizer(path, `the id of ${JSON.stringify(token.slice(0, 40))} is ${JSON.stringify(id)}`);
}
