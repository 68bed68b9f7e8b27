import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SkillNeuronsError, isSkillNeuronsError, readJsonFile } from '@skill-neurons/core';
import { codeVersion, type Job } from './job.ts';
import { hashFile } from './store/hash-file.ts';
import { contentDigest, manifestName, parseManifest, writeManifest, type Manifest } from './store/manifest.ts';
import { syncPath } from './store/sync-path.ts';
import { takeWorkFolder } from './store/work-folder.ts';
import { packageVersions } from './versions.ts';

/** Where and how long a job ran: what its key does not depend on. */
export interface Circumstances {
  /** Wall-clock seconds of the job. */
  seconds: number;
  /** Where it ran: backend, platform, host. */
  environment?: Readonly<Record<string, string>>;
}

/**
 * Results of jobs, one folder each, under `<root>/<kind>/`. A job writes into a working folder that is
 * renamed into place with its manifest when it is done, so a folder with a manifest is always whole.
 */
export class ArtifactStore {
  readonly root: string;
  /** Names this user of the store among others that may use it at the same time. */
  readonly owner: string;
  private readonly checked = new Set<string>();

  constructor(root: string, owner: string = randomUUID()) {
    this.root = root;
    this.owner = owner;
  }

  /** Folder of a finished job. */
  folderOf(job: Job): string {
    const readable = job.label.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 80);
    return join(this.root, job.kind, `${readable}-${job.key.slice(0, 12)}`);
  }

  /** True when the job has a result; {@link isCurrent} also looks at what it was made from. */
  isDone(job: Job): boolean {
    return existsSync(join(this.folderOf(job), manifestName));
  }

  /**
   * True when the job's result is there and was made from the results that its inputs have now. An input that was lost and came
   * out the same again leaves the job current.
   */
  async isCurrent(job: Job, jobs: ReadonlyMap<string, Job>): Promise<boolean> {
    const own = await this.manifestIfWhole(job);
    if (!own) return false;
    for (const [name, key] of Object.entries(job.inputs)) {
      const input = jobs.get(key);
      const found = input && (await this.manifestIfWhole(input));
      if (!found || own.inputs[name]?.content !== contentDigest(found)) return false;
    }
    return true;
  }

  /** Working folder of an unfinished job. It survives interruptions, so a training run finds its checkpoint. */
  async openWork(job: Job): Promise<string> {
    return takeWorkFolder(join(this.root, 'unfinished', job.key), this.owner);
  }

  /** Turns the working folder into the artifact. The first of two finishers wins; both wrote the same. @throws WORK_TAKEN_OVER */
  async commit(job: Job, { seconds, environment = {} }: Circumstances, jobs: ReadonlyMap<string, Job> = new Map()): Promise<void> {
    const work = join(this.root, 'unfinished', job.key, this.owner);
    const target = this.folderOf(job);
    try {
      const files: Manifest['files'] = {};
      for (const name of (await readdir(work)).sort()) {
        files[name] = await hashFile(join(work, name));
        await syncPath(join(work, name));
      }
      const inputs: Manifest['inputs'] = {};
      for (const [name, key] of Object.entries(job.inputs)) inputs[name] = { key, content: contentDigest(await this.manifest(jobs.get(key)!)) };
      const { key, kind, label, parameters, identity } = job;
      const manifest: Manifest = {
        schema: 'skill-neurons/manifest@1', key, kind, label, parameters, identity, inputs, files, environment, seconds,
        code: { package: packageVersions()['skill-neurons']!, kind: codeVersion[kind] },
        memory: process.resourceUsage().maxRSS * 1024,
      };
      await writeFile(join(work, manifestName), writeManifest(manifest));
      await syncPath(join(work, manifestName));
      await syncPath(work);
      await mkdir(dirname(target), { recursive: true });
      await rename(work, target);
      await syncPath(dirname(target));
    } catch (cause) {
      if (!this.isDone(job)) throw existsSync(work) ? cannotWrite(work, cause) : takenOver(job);
      await rm(work, { recursive: true, force: true });
    }
    await rmdir(dirname(work)).catch(() => undefined);
  }

  /** Takes a result out of the store, so that its job runs again. What it was stays in `damaged/` until `gc`. */
  async displace(job: Job): Promise<void> {
    const folder = this.folderOf(job);
    this.checked.clear();
    await mkdir(join(this.root, 'damaged'), { recursive: true });
    await rename(folder, join(this.root, 'damaged', `${job.key.slice(0, 12)}-${randomUUID()}`)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw cannotWrite(folder, error);
    });
  }

  /** Reads a JSON file of a finished job, checked to be as it was written. @throws ARTIFACT_DAMAGED */
  async readJson<T>(job: Job, name: string): Promise<T> {
    return (await readJsonFile(await this.checkFile(job, name), 'artifact')) as T;
  }

  /** Path of a file of a finished job, checked (once per process) against its checksum. @throws ARTIFACT_DAMAGED */
  async checkFile(job: Job, name: string): Promise<string> {
    const path = join(this.folderOf(job), name);
    if (this.checked.has(path)) return path;
    const expected = (await this.manifest(job)).files[name];
    const found = await hashFile(path).catch(() => null);
    if (!expected || !found || found.bytes !== expected.bytes || found.sha256 !== expected.sha256) {
      throw damaged('this result was changed or cut off after it was written', path);
    }
    this.checked.add(path);
    return path;
  }

  /** @throws ARTIFACT_DAMAGED */
  async manifest(job: Job): Promise<Manifest> {
    const path = join(this.folderOf(job), manifestName);
    const manifest = parseManifest(await readFile(path, 'utf8').catch(() => ''));
    if (manifest?.key === job.key) return manifest;
    throw damaged('not a manifest of this job', path);
  }

  private async manifestIfWhole(job: Job): Promise<Manifest | null> {
    return this.isDone(job) ? this.manifest(job).catch(() => null) : null;
  }
}

function damaged(message: string, where: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'ARTIFACT_DAMAGED', message, where, hint: 'run the study again: only this job, and what it changes, is repeated', kind: 'environment' });
}

function takenOver(job: Job): SkillNeuronsError {
  return new SkillNeuronsError({
    code: 'WORK_TAKEN_OVER', message: 'another process took this job over', where: job.label, kind: 'environment',
    hint: 'this one stood still for longer than its lease; the other one goes on',
  });
}

function cannotWrite(where: string, cause: unknown): SkillNeuronsError {
  if (isSkillNeuronsError(cause)) return cause;
  const message = `cannot write: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new SkillNeuronsError({ code: 'STORE_WRITE', message, where, hint: 'check permissions and free space, then run again: finished jobs are kept', kind: 'environment', cause });
}
