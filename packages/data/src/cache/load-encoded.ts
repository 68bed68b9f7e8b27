import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { encodeExamples, type EncodeOptions } from '../encode.ts';
import { loadExamples, openSplits, type LoadExamplesOptions } from '../load-examples.ts';
import type { EncodedExample, Task } from '../types.ts';
import { cacheFolder, cacheLimit } from './cache-folder.ts';
import { codeVersion } from './code-version.ts';
import { hashOfFiles } from './content-hash.ts';
import { packExamples, unpackExamples } from './encoded-file.ts';
import { CacheEntries } from './entries.ts';

export interface LoadEncodedOptions extends EncodeOptions, LoadExamplesOptions {
  split: string;
  /** Keep the result on disk, and take it from there: in `cacheFolder()`, bounded by `cacheLimit()`. Default false. */
  cache?: boolean | undefined;
  /** Told whether the rows were in the cache. */
  onSource?: ((source: 'cache' | 'tokenized') => void) | undefined;
}

/**
 * `loadExamples` and `encodeExamples` in one. With a cache the result is found again by the bytes of the data files, the task, the
 * bytes of the tokenizer's files, and the code of this package; whatever else an entry may be, it is checked by its checksum.
 * @throws as loadExamples and createEncoder
 */
export async function loadEncoded(options: LoadEncodedOptions): Promise<EncodedExample[]> {
  const { task, split, cache = false, onSource } = options;
  const folder = cache ? cacheFolder() : undefined;
  const key = folder === undefined ? undefined : await keyOf(options);
  const encode = async () => {
    onSource?.('tokenized');
    return encodeExamples({ ...options, examples: await loadExamples(task, split, options) });
  };
  if (folder === undefined || key === undefined) return encode();
  const entries = new CacheEntries(join(folder, 'encoded'), cacheLimit());
  const found = await entries.read(key);
  if (found !== undefined) {
    onSource?.('cache');
    return unpackExamples(found);
  }
  const examples = await encode();
  await entries.write(key, packExamples(examples));
  return examples;
}

/** Undefined where the inputs cannot be named: a tokenizer that came from no files, or data that cannot be read, which reading them will tell. */
async function keyOf(options: LoadEncodedOptions): Promise<string | undefined> {
  const { task, split, family, tokenizer, maxLength, limit, perClass, seed, limits, signal } = options;
  if (tokenizer.fingerprint === undefined) return undefined;
  try {
    const content = await hashOfFiles(await openSplits(task, split, options), signal);
    const inputs = [await codeVersion(), content, tokenizer.fingerprint, identityOf(task), split, family, maxLength, limit, perClass, seed, limits];
    return createHash('sha256').update(JSON.stringify(inputs.map((input) => input ?? null))).digest('hex');
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return undefined;
  }
}

/** What of a task decides its rows and their encoding; names are seeds of samples. */
function identityOf({ name, labels, templates, maxLength, verbalizers, labelWordPieces, splits }: Task): unknown {
  return [name, labels, templates, maxLength, verbalizers, labelWordPieces, splits];
}
