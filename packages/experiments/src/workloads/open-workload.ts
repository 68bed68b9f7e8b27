import { useBackend } from '@skill-neurons/runtime';
import type { StoredPlan } from '../plan-file.ts';
import { Workspace } from '../workspace.ts';
import { simulatedWorkload } from './simulated-workload.ts';
import { studyWorkload } from './study-workload.ts';
import type { Workload } from './workload.ts';

/** Gets a process ready for the jobs of a plan: chooses the backend, or pretends. */
export async function openWorkload({ located, simulation }: StoredPlan, { store, threads }: { store: string; threads?: number | undefined }): Promise<Workload> {
  if (simulation) return simulatedWorkload(simulation);
  await useBackend(located.backend, { threads, device: located.device });
  return studyWorkload(new Workspace({ ...located, store, threads }));
}
