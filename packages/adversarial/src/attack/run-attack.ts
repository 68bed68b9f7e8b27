import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import type { Example } from '@skill-neurons/data';
import type { Coalescer } from '../victim/coalescer.ts';
import type { Victim } from '../victim/prompt-victim.ts';
import { attackExample } from './attack-example.ts';
import type { AttackLog } from './attack-log.ts';
import type { AttackRecord } from './attack-record.ts';
import type { Attack, Budget } from './attack.ts';
import type { Goal } from './goal.ts';

export interface RunAttackOptions {
  attack: Attack;
  victim: Victim;
  coalescer: Coalescer;
  examples: readonly Example[];
  goal: Goal;
  seed: number;
  budget: Budget;
  fields?: readonly string[] | undefined;
  /** Examples attacked side by side, so that batches fill. */
  concurrency: number;
  /** Where records go as they come; finished ones in it are not attacked again. */
  log?: AttackLog | undefined;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** Attacks examples. Returns one record per example, in their order. @throws ATTACK_OPTIONS */
export async function runAttack(options: RunAttackOptions): Promise<AttackRecord[]> {
  const { attack, victim, coalescer, examples, goal, seed, budget, fields, concurrency, log, onProgress, signal } = options;
  checkAttackOptions(options);
  const records = new Map((log?.finished ?? []).map((record) => [record.id, record]));
  const waiting = examples.filter(({ id }) => !records.has(id));
  const score = coalescer.lane((texts: Parameters<Victim['score']>[0]) => victim.score(texts));
  let failure: { error: unknown } | undefined;

  async function worker(): Promise<void> {
    for (let example = waiting.shift(); example !== undefined && failure === undefined; example = waiting.shift()) {
      const record = await attackExample({ attack, example, score, goal, seed, budget, fields });
      records.set(record.id, record);
      await log?.append(record);
      onProgress?.({ label: 'attack', done: records.size, total: examples.length, metrics: { success: successRate(records.values()) } });
      signal?.throwIfAborted();
    }
  }

  // All enter before the first begins, so that no batch leaves half empty.
  const workers = Array.from({ length: Math.min(concurrency, waiting.length) }, () => coalescer.enter()).map(async () => {
    try {
      await worker();
    } catch (error) {
      failure ??= { error };
    } finally {
      coalescer.leave();
    }
  });
  await Promise.all(workers);
  if (failure !== undefined) throw failure.error;
  return examples.map(({ id }) => records.get(id)!);
}

function successRate(records: Iterable<AttackRecord>): number {
  const attacked = [...records].filter(({ status }) => status !== 'skipped');
  return attacked.filter(({ status }) => status === 'succeeded').length / attacked.length;
}

/** Refuses settings that make no sense, before anything is written. @throws ATTACK_OPTIONS */
export function checkAttackOptions({ examples, fields, concurrency, budget }: Pick<RunAttackOptions, 'examples' | 'fields' | 'concurrency' | 'budget'>): void {
  const problem = (message: string, hint: string) => new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message, hint });
  if (!Number.isInteger(concurrency) || concurrency < 1) throw problem(`${concurrency} examples at a time`, 'use a whole number from 1');
  if (budget.queries !== undefined && !(Number.isInteger(budget.queries) && budget.queries >= 1)) throw problem(`a budget of ${budget.queries} queries`, 'use a whole number from 1');
  if (budget.seconds !== undefined && !(budget.seconds > 0)) throw problem(`a budget of ${budget.seconds} seconds`, 'use a number above 0');
  const present = Object.keys(examples[0]?.fields ?? {});
  const unknown = fields?.find((name) => !present.includes(name));
  if (unknown !== undefined) throw problem(`the task has no field "${unknown}"`, `its fields are ${present.join(', ')}`);
}
