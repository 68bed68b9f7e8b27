import type { StoredPlan } from '../plan-file.ts';
import { simulatedWorkload } from './simulated-workload.ts';
import type { Workload } from './workload.ts';

/** Gets a process ready for the jobs of a plan: chooses the backend, or pretends. What computes is loaded only where it is needed. */
export async function openWorkload({ located, simulation }: StoredPlan, { store, threads }: { store: string; threads?: number | undefined }): Promise<Workload> {
  if (simulation) return simulatedWorkload(simulation);
  const [{ useBackend }, { Workspace }, { studyWorkload }] = await Promise.all([import('@skill-neurons/runtime'), import('../workspace.ts'), import('./study-workload.ts')]);
  await useBackend(located.backend, { threads, device: located.device });
  return studyWorkload(new Workspace({ ...located, store, threads }));
}
