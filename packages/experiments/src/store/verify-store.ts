import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OnProgress } from '@skill-neurons/core';
import { hashFile } from './hash-file.ts';
import { listArtifacts, type ListedArtifact } from './list-artifacts.ts';
import { manifestName } from './manifest.ts';

/** A result whose files are not those that were written. */
export interface DamagedArtifact {
  folder: string;
  label: string | null;
  problem: string;
}

/** What a check of a store found. */
export interface StoreCheck {
  artifacts: number;
  files: number;
  bytes: number;
  damaged: DamagedArtifact[];
}

/**
 * Reads every file of every artifact and compares it with its checksum.
 * `repair` takes damaged artifacts out of the store: the next run computes them, and what they change, again
 */
export async function verifyStore(root: string, { repair = false, onProgress, signal }: { repair?: boolean; onProgress?: OnProgress | undefined; signal?: AbortSignal | undefined } = {}): Promise<StoreCheck> {
  const check: StoreCheck = { artifacts: 0, files: 0, bytes: 0, damaged: [] };
  for await (const artifact of listArtifacts(root)) {
    signal?.throwIfAborted();
    const problem = await problemOf(artifact, check);
    if (problem !== null) {
      check.damaged.push({ folder: artifact.folder, label: artifact.manifest?.label ?? null, problem });
      if (repair) await setAside(root, artifact.folder);
    }
    check.artifacts++;
    onProgress?.({ label: 'verify', done: check.artifacts });
  }
  return check;
}

async function problemOf({ folder, manifest }: ListedArtifact, check: StoreCheck): Promise<string | null> {
  if (!manifest) return `${manifestName} is missing or damaged`;
  for (const [name, expected] of Object.entries(manifest.files)) {
    const found = await hashFile(join(folder, name)).catch(() => null);
    if (!found) return `${name} is missing`;
    check.files++;
    check.bytes += found.bytes;
    if (found.bytes !== expected.bytes) return `${name} has ${found.bytes} bytes, not ${expected.bytes}`;
    if (found.sha256 !== expected.sha256) return `${name} was changed: its checksum differs`;
  }
  const extra = (await readdir(folder)).find((name) => name !== manifestName && !Object.hasOwn(manifest.files, name));
  return extra === undefined ? null : `${extra} does not belong to it`;
}

async function setAside(root: string, folder: string): Promise<void> {
  await mkdir(join(root, 'damaged'), { recursive: true });
  await rename(folder, join(root, 'damaged', `${basename(folder)}-${randomUUID()}`));
}
