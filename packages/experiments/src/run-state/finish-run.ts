import type { StudyResults } from '@skill-neurons/reporting';
import { useBackend } from '@skill-neurons/runtime';
import { ArtifactStore } from '../artifact-store.ts';
import { assembleResults } from '../assemble-results.ts';
import { readPlan } from '../plan-file.ts';
import type { Run } from '../run-folder.ts';
import { Workspace } from '../workspace.ts';

/** Gathers the results of a run whose jobs are all done, wherever they ran. @throws ARTIFACT_DAMAGED */
export async function finishRun({ store: root, record }: Run): Promise<StudyResults> {
  const { located, plan } = await readPlan(root, record.plan);
  const { threads, command } = record;
  const { name: backend } = await useBackend(located.backend, { threads, device: located.device });
  const workspace = new Workspace({ ...located, store: root, threads });
  try {
    return await assembleResults({ plan, store: new ArtifactStore(root), workspace, backend, command });
  } finally {
    await workspace.dispose();
  }
}
