import { createHash } from 'node:crypto';

export type JobKind = 'tune' | 'transfer' | 'neurons' | 'suppress' | 'null' | 'overlap' | 'specificity' | 'layers' | 'similarity';

/** Which prompt a transfer job uses. */
export type PromptChoice = { kind: 'tuned'; task: string; seed: number } | { kind: 'random'; seed: number } | { kind: 'none' };

export type JobParameters =
  | { kind: 'tune'; model: string; task: string; seed: number }
  | { kind: 'transfer'; model: string; prompt: PromptChoice; targets: string[] }
  | { kind: 'neurons'; model: string; task: string; seed: number }
  | { kind: 'suppress'; model: string; task: string; seed: number }
  | { kind: 'null'; model: string; task: string; seed: number }
  | { kind: 'overlap'; model: string; task: string; seeds: number[] }
  | { kind: 'specificity'; model: string; tasks: string[]; seeds: number[] }
  | { kind: 'layers'; model: string; tasks: string[]; seeds: number[] }
  | { kind: 'similarity'; model: string; tasks: string[]; seeds: number[] };

/** One unit of work. Its key is the sha256 of all that decides its result: running it twice is a no-op. */
export interface Job {
  key: string;
  kind: JobKind;
  /** Readable and unique within a plan, e.g. `tune tiny-roberta films seed 1`. */
  label: string;
  parameters: JobParameters;
  /** What else decides the result, as plain JSON: model fingerprint, settings, digests of the data. */
  identity: unknown;
  /** Keys of the jobs whose artifacts this one reads, by name. */
  inputs: Readonly<Record<string, string>>;
}

/** Raised when the meaning of a job's result changes, so that old artifacts are not reused. */
export const codeVersion: Readonly<Record<JobKind, number>> = { tune: 2, transfer: 2, neurons: 3, suppress: 4, null: 1, overlap: 1, specificity: 1, layers: 1, similarity: 1 };

export function makeJob(label: string, parameters: JobParameters, identity: unknown, inputs: Record<string, string> = {}): Job {
  const { kind } = parameters;
  const content = JSON.stringify([kind, codeVersion[kind], parameters, identity, Object.entries(inputs).sort()]);
  return { key: createHash('sha256').update(content).digest('hex'), kind, label, parameters, identity, inputs };
}
