import type { PreparedSplit } from '@skill-neurons/prompt-tuning';

/** The rows of several splits of one task as one; undefined for none. */
export function joinSplits(parts: readonly PreparedSplit[], name: string): PreparedSplit | undefined {
  return parts[0] && { ...parts[0], split: name, examples: parts.flatMap(({ examples }) => examples) };
}
