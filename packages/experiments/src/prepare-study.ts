import { useBackend } from '@skill-neurons/runtime';
import { ArtifactStore } from './artifact-store.ts';
import type { LocatedStudy } from './locations.ts';
import { writePlan, type StoredPlan } from './plan-file.ts';
import { planStudy } from './plan.ts';
import { findCurrent } from './store/find-current.ts';
import { Workspace } from './workspace.ts';

/** Plans a study and writes the plan into its store, for whoever runs it elsewhere. */
export async function prepareStudy(located: LocatedStudy): Promise<{ stored: StoredPlan; done: Set<string> }> {
  const { name: backend } = await useBackend(located.backend, { threads: located.threads, device: located.device });
  const settled: LocatedStudy = { ...located, backend };
  const workspace = new Workspace(settled);
  try {
    const plan = await planStudy(workspace);
    const stored = await writePlan(located.store, { plan, located: settled });
    return { stored, done: await findCurrent(new ArtifactStore(located.store), plan.jobs) };
  } finally {
    await workspace.dispose();
  }
}
