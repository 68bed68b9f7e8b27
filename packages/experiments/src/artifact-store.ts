import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SkillNeuronsError, readJsonFile } from '@skill-neurons/core';
import { z } from 'zod';
import type { Job } from './job.ts';

const manifestName = 'manifest.json';
const manifestSchema = z.object({
  key: z.string(),
  kind: z.string(),
  label: z.string(),
  seconds: z.number(),
  files: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * Results of jobs, one folder each, under `<root>/<kind>/`. A job writes into a working folder that is
 * renamed into place with its manifest when it is done, so a folder with a manifest is always whole.
 */
export class ArtifactStore {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Folder of a finished job. */
  folderOf(job: Job): string {
    const readable = job.label.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 80);
    return join(this.root, job.kind, `${readable}-${job.key.slice(0, 12)}`);
  }

  isDone(job: Job): boolean {
    return existsSync(join(this.folderOf(job), manifestName));
  }

  /** Working folder of an unfinished job. It survives interruptions, so a training run finds its checkpoint. */
  async openWork(job: Job): Promise<string> {
    const folder = join(this.root, 'unfinished', job.key);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Turns the working folder into the artifact. The first of two finishers wins; both wrote the same. */
  async commit(job: Job, seconds: number): Promise<void> {
    const work = join(this.root, 'unfinished', job.key);
    const files: Manifest['files'] = {};
    for (const name of (await readdir(work)).sort()) {
      const bytes = await readFile(join(work, name));
      files[name] = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
      await sync(join(work, name));
    }
    const manifest: Manifest = { key: job.key, kind: job.kind, label: job.label, seconds, files };
    await writeFile(join(work, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    await sync(join(work, manifestName));
    const target = this.folderOf(job);
    await mkdir(join(this.root, job.kind), { recursive: true });
    try {
      await rename(work, target);
    } catch (cause) {
      if (!this.isDone(job)) throw cause;
      await rm(work, { recursive: true, force: true });
    }
  }

  /** Reads a JSON file of a finished job after checking its size against the manifest. @throws ARTIFACT_DAMAGED */
  async readJson<T>(job: Job, name: string): Promise<T> {
    await this.checkFile(job, name);
    return (await readJsonFile(join(this.folderOf(job), name), 'artifact')) as T;
  }

  /** Path of a file of a finished job, checked to be whole. @throws ARTIFACT_DAMAGED */
  async checkFile(job: Job, name: string): Promise<string> {
    const path = join(this.folderOf(job), name);
    const { files } = await this.manifest(job);
    const found = await stat(path).catch(() => null);
    if (!found || found.size !== files[name]?.bytes) {
      throw new SkillNeuronsError({
        code: 'ARTIFACT_DAMAGED',
        message: 'this result was changed or cut off after it was written',
        where: path,
        hint: 'delete its folder and run again: only this job is repeated',
        kind: 'environment',
      });
    }
    return path;
  }

  async manifest(job: Job): Promise<Manifest> {
    const path = join(this.folderOf(job), manifestName);
    const parsed = manifestSchema.safeParse(await readJsonFile(path, 'manifest'));
    if (parsed.success) return parsed.data;
    throw new SkillNeuronsError({ code: 'ARTIFACT_DAMAGED', message: 'not a manifest', where: path, hint: 'delete this folder and run again', kind: 'environment' });
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
