import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';

/** Every file that loading a tokenizer may read. */
const names = ['tokenizer.json', 'vocab.json', 'merges.txt', 'vocab.txt', 'spiece.model', 'added_tokens.json', 'tokenizer_config.json', 'special_tokens_map.json'];

/** sha256 over the tokenizer's files in a folder: the same tokens for the same texts, by the same code. */
export async function fingerprintFiles(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of names) {
    if (!existsSync(join(folder, name))) continue;
    hash.update(`\0${name}\0`);
    for await (const chunk of createReadStream(join(folder, name), { highWaterMark: 2 ** 20 })) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
