import { createHash } from 'node:crypto';
import type { Example } from './types.ts';

/** sha256 over ids, texts, labels and groups, in order: names a set of examples in results and job keys. */
export function fingerprintExamples(examples: readonly Example[]): string {
  const hash = createHash('sha256');
  for (const { id, fields, label, group, originalId } of examples) {
    const sorted = Object.keys(fields).sort().map((name) => [name, fields[name]]);
    hash.update(`${JSON.stringify([id, sorted, label, group ?? null, originalId ?? null])}\n`);
  }
  return hash.digest('hex');
}
