import { cacheFile } from './cached-file.ts';
import { aboutRepo } from './errors.ts';
import { planDownload, type DownloadPlan } from './plan-download.ts';
import { writeRef } from './refs.ts';
import { writeTree, type ListedFile } from './tree-cache.ts';
import type { HubFolder, HubFolderOptions } from './types.ts';

const parallelFiles = 4;

/**
 * The local folder with the wanted files of a model or data set at a revision: from the cache when they are there, else
 * downloaded into it. The cache is the one of Python's huggingface_hub: what either fetched, the other finds.
 * A branch or tag is looked up at the hub each time; when the hub does not answer, a complete copy in the cache is
 * taken and `onNote` told. A full commit hash that is cached needs no request.
 *
 * @throws SkillNeuronsError with HUB_ID_INVALID, HUB_REVISION_INVALID, HUB_SETTING_INVALID, HUB_REPO_NOT_FOUND, HUB_REVISION_NOT_FOUND,
 *   HUB_FILE_NOT_FOUND, HUB_GATED, HUB_UNAUTHORIZED, HUB_FORBIDDEN, HUB_DISABLED (the user's); HUB_OFFLINE, HUB_UNREACHABLE, HUB_TIMEOUT,
 *   HUB_RATE_LIMITED, HUB_SERVER_ERROR, HUB_BAD_ANSWER, HUB_UNSAFE_PATH, HUB_SIZE_MISMATCH, HUB_HASH_MISMATCH, HUB_DISK_FULL,
 *   HUB_CACHE_WRITE (the environment's); an AbortError when the signal fires
 */
export async function resolveHubFolder(options: HubFolderOptions): Promise<HubFolder> {
  const plan = await planDownload(options);
  const downloadedBytes = await aboutRepo(plan.repo, plan.revision, () => download(plan, options));
  const { cache, commit, revision, folder, files, freshListing } = plan;
  try {
    if (freshListing !== undefined) await writeTree(cache, commit, freshListing);
    await writeRef(cache, revision, commit);
  } catch (error) {
    // With all files there, the cache may well be one that this user can only read.
    if (downloadedBytes > 0) throw error;
  }
  return { folder, commit, files: files.map(({ path }) => path), bytes: sum(files.map(({ size }) => size)), downloadedBytes };
}

/** Fetches the missing files, a few at a time. @returns bytes that came over the network */
async function download(plan: DownloadPlan, { repo, type, onProgress, onNote, signal }: HubFolderOptions): Promise<number> {
  const { cache, commit, settings, http } = plan;
  const missing = plan.files.flatMap(({ cached, listed }) => (cached || listed === undefined ? [] : [listed]));
  const total = sum(missing.map(({ size }) => size));
  let [done, received] = [0, 0];
  const failed = new AbortController();
  const together = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const fetchOne = async (file: ListedFile): Promise<void> => {
    await cacheFile({
      ...http, signal: together, cache, commit, file, symlinks: settings.symlinks, url: fileUrl(settings.endpoint, repo, type, commit, file.path),
      onBytes: (bytes, source) => {
        done += bytes;
        if (source === 'network') received += bytes;
        onProgress?.({ label: `download ${repo}`, done, total, unit: 'bytes' });
      },
      onWait: () => onNote?.(`${repo}: another process is fetching ${file.path}, waiting for it`),
    });
  };
  // Files with the same content are one blob: one after the other.
  const byContent = new Map<string, ListedFile[]>();
  for (const file of missing) {
    const same = byContent.get(file.etag) ?? [];
    same.push(file);
    byContent.set(file.etag, same);
  }
  const queue = [...byContent.values()];
  const worker = async (): Promise<void> => {
    for (let same = queue.shift(); same !== undefined; same = queue.shift()) for (const file of same) await fetchOne(file);
  };
  const workers = Array.from({ length: Math.min(parallelFiles, queue.length) }, () =>
    worker().catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  const results = await Promise.allSettled(workers);
  signal?.throwIfAborted();
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  const first = errors.find(({ name }) => name !== 'AbortError') ?? errors[0];
  if (first !== undefined) throw first;
  return received;
}

function fileUrl(endpoint: string, repo: string, type: HubFolderOptions['type'], commit: string, path: string): string {
  return `${endpoint}/${type === 'dataset' ? 'datasets/' : ''}${repo}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
