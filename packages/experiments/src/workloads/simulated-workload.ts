import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { z } from 'zod';
import type { Workload } from './workload.ts';

export const simulationSchema = z.strictObject({
  /** Longest pretended work of a job; each takes a seeded share of it, in ten steps with a checkpoint each. */
  milliseconds: z.number().min(0).default(0),
  /** Bytes of a job's result. */
  bytes: z.number().int().min(1).max(1 << 24).default(256),
  /** Labels of jobs that fail. */
  fail: z.array(z.string()).default([]),
});
export type Simulation = z.infer<typeof simulationSchema>;

const steps = 10;

/**
 * Jobs that compute nothing but a chain of checksums over their inputs' results: the machinery's rehearsal. The bytes of a result
 * depend on the plan alone, so a result that was skipped, mixed up or computed from half an input shows.
 */
export function simulatedWorkload({ milliseconds, bytes, fail }: Simulation): Workload {
  return {
    environment: { backend: 'simulated' },
    async execute(job, { folder, store, input, onProgress, signal }) {
      if (fail.includes(job.label)) throw new SkillNeuronsError({ code: 'SIMULATED_FAILURE', message: 'this job was asked to fail', where: job.label });
      const checkpoint = join(folder, 'checkpoint');
      const resumed = await readFile(checkpoint, 'utf8').catch(() => null);
      let step = resumed === null ? 0 : Number(resumed.split(' ')[0]);
      let state = resumed === null ? '' : resumed.split(' ')[1]!;
      if (resumed === null) {
        const hash = createHash('sha256').update(job.key);
        for (const name of Object.keys(job.inputs).sort()) hash.update(name).update(await readFile(await store.checkFile(input(name), 'result')));
        state = hash.digest('hex');
      }
      const pause = (createRandom(job.key).uniform() * milliseconds) / steps;
      for (; step < steps; step++) {
        signal?.throwIfAborted();
        if (pause > 0) await sleep(pause);
        state = createHash('sha256').update(state).digest('hex');
        if (pause > 0) await writeFileAtomic(checkpoint, `${step + 1} ${state}`);
        onProgress({ label: 'simulated', done: step + 1, total: steps });
      }
      await writeFileAtomic(join(folder, 'result'), state.repeat(Math.ceil(bytes / state.length)).slice(0, bytes));
      if (pause > 0) await rm(checkpoint, { force: true });
    },
    close: async () => undefined,
  };
}
