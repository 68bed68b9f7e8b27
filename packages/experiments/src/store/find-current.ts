import type { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import { contentDigest, type Manifest } from './manifest.ts';

const atOnce = 64;

/**
 * Keys of the jobs whose results are there and were made from the results that their inputs have now. Manifests only: `verify`
 * reads the files.
 * @param jobs in an order in which every job follows its inputs
 */
export async function findCurrent(store: ArtifactStore, jobs: readonly Job[], onManifest?: (job: Job, manifest: Manifest) => void): Promise<Set<string>> {
  const current = new Set<string>();
  const contents = new Map<string, string>();
  for (let from = 0; from < jobs.length; from += atOnce) {
    const some = jobs.slice(from, from + atOnce);
    const manifests = await Promise.all(some.map((job) => (store.isDone(job) ? store.manifest(job).catch(() => null) : null)));
    for (const [i, job] of some.entries()) {
      const manifest = manifests[i];
      if (!manifest) continue;
      const fits = Object.entries(job.inputs).every(([name, key]) => current.has(key) && manifest.inputs[name]?.content === contents.get(key));
      if (!fits) continue;
      current.add(job.key);
      contents.set(job.key, contentDigest(manifest));
      onManifest?.(job, manifest);
    }
  }
  return current;
}
