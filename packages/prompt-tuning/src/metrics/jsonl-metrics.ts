import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { readTextFile, writeFileAtomic } from '@skill-neurons/core';
import type { MetricsSink } from './metrics-sink.ts';

/**
 * One JSON object a line: `{"step":1,"train/loss":0.7}`. A run that was interrupted leaves the same file, byte for byte, as one
 * that was not.
 */
export function jsonlMetrics(path: string): MetricsSink {
  let pending = '';
  return {
    async start(step) {
      pending = '';
      const lines = existsSync(path) && step > 0 ? (await readTextFile(path, 'metrics')).split('\n') : [];
      await writeFileAtomic(path, lines.filter((line) => stepOf(line) <= step).map((line) => `${line}\n`).join(''));
    },
    record({ step, values }) {
      pending += `${JSON.stringify({ step, ...values })}\n`;
    },
    async flush() {
      const text = pending;
      pending = '';
      await appendFile(path, text);
    },
  };
}

/** Infinity for what is no whole line, such as one that a full disk cut off. */
function stepOf(line: string): number {
  try {
    const { step } = JSON.parse(line) as { step?: unknown };
    return typeof step === 'number' ? step : Infinity;
  } catch {
    return Infinity;
  }
}
