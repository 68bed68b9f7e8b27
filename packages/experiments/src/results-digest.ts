import { createHash } from 'node:crypto';
import type { StudyResults } from '@skill-neurons/reporting';

/** sha256 of what a study found, without when, where and how fast: two runs of a study agree on it whatever executor they used. */
export function resultsDigest(results: StudyResults): string {
  const circumstances = new Set(['created', 'seconds', 'command', 'platform', 'backend']);
  const text = JSON.stringify(results, (key, value: unknown) => (circumstances.has(key) ? undefined : value));
  return createHash('sha256').update(text).digest('hex');
}
