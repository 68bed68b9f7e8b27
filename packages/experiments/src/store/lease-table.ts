import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { z } from 'zod';
import { isAlive, processIdentitySchema, thisProcess, type ProcessIdentity } from './process-identity.ts';

const ownerSchema = processIdentitySchema.extend({
  id: z.string(),
  /** Id of the cluster's job: a later start of the same one knows that the earlier has ended. */
  clusterJob: z.string().optional(),
});
export type LeaseOwner = z.infer<typeof ownerSchema>;

export interface LeaseOptions {
  /**
   * A holder whose count has not moved for so long, by the clock of the one that waits, has ended. Default: the environment variable
   * SKILL_NEURONS_LEASE_SECONDS, else 60. Every process of a store should use the same.
   */
  expirySeconds?: number;
  /** Seconds between two counts of a holder. Default a tenth of the expiry. */
  beatSeconds?: number;
  /** Milliseconds of a clock that only moves forward; for tests. */
  now?: () => number;
  identity?: ProcessIdentity;
  clusterJob?: string | undefined;
}

export interface Lease {
  /** True once another took the job over: what this holder still writes does not count. */
  readonly lost: boolean;
  release(): Promise<void>;
}

/** Digits of the count, so that every beat writes the same bytes in place. */
const countWidth = 15;

/**
 * Says which process works on a job: one file per job, made with O_EXCL, in which its holder counts. Whoever waits compares counts
 * over its own monotonic clock, so clocks of machines need not agree; a holder on the same machine that has died is seen at once.
 * A lease saves double work only: results stay whole without it, as every owner writes into a folder of its own.
 */
export class LeaseTable {
  private readonly folder: string;
  private readonly options: Required<Pick<LeaseOptions, 'expirySeconds' | 'beatSeconds' | 'now'>>;
  private readonly owner: LeaseOwner;
  private readonly seen = new Map<string, { text: string; since: number }>();

  constructor(storeRoot: string, { expirySeconds = defaultExpiry(), beatSeconds = expirySeconds / 10, now = () => performance.now(), identity = thisProcess(), clusterJob }: LeaseOptions = {}) {
    this.folder = join(storeRoot, 'leases');
    this.options = { expirySeconds, beatSeconds, now };
    this.owner = { id: randomUUID(), ...identity, ...(clusterJob === undefined ? {} : { clusterJob }) };
  }

  /** Takes the lease, or null while another process seems to work on the job. @throws STORE_WRITE */
  async acquire(key: string): Promise<Lease | null> {
    await mkdir(this.folder, { recursive: true }).catch((cause: unknown) => this.refuse(cause));
    for (let attempt = 0; attempt < 3; attempt++) {
      const handle = await this.create(key);
      if (handle) return this.hold(key, handle);
      const text = await this.read(key);
      if (text === null) continue;
      if (!this.isStale(key, text)) return null;
      await this.breakLease(key, text);
    }
    return null;
  }

  /** Owner of a lease as far as one can see. */
  async holder(key: string): Promise<LeaseOwner | null> {
    const text = await this.read(key);
    return text === null ? null : ownerOf(text);
  }

  /** Every lease of the store by its job's key; `stale` is known of other machines only after looking for the time of the expiry. */
  async list(): Promise<Map<string, { owner: LeaseOwner | null; stale: boolean }>> {
    const found = new Map<string, { owner: LeaseOwner | null; stale: boolean }>();
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (!name.endsWith('.lease')) continue;
      const key = name.slice(0, -'.lease'.length);
      const text = await this.read(key);
      if (text !== null) found.set(key, { owner: ownerOf(text), stale: this.isStale(key, text) });
    }
    return found;
  }

  private pathOf(key: string): string {
    return join(this.folder, `${key}.lease`);
  }

  private async create(key: string): Promise<FileHandle | null> {
    const handle = await open(this.pathOf(key), 'wx+').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return null;
      return this.refuse(error);
    });
    if (!handle) return null;
    try {
      await handle.write(`${JSON.stringify(this.owner)}\n${'0'.repeat(countWidth)}\n`, 0);
      await handle.sync();
      return handle;
    } catch (cause) {
      await handle.close();
      await rm(this.pathOf(key), { force: true }).catch(() => undefined);
      return this.refuse(cause);
    }
  }

  private hold(key: string, handle: FileHandle): Lease {
    const path = this.pathOf(key);
    const lease: { lost: boolean; release(): Promise<void> } = { lost: false, release: async () => undefined };
    const position = Buffer.byteLength(JSON.stringify(this.owner)) + 1;
    const own = handle.stat().then(({ ino }) => ino);
    let count = 0;
    let beating: Promise<void> = Promise.resolve();
    const beat = async () => {
      // In place, through the handle: should another have taken the lease, its file is not touched.
      await handle.write(String(++count).padStart(countWidth, '0'), position);
      await handle.sync();
      const now = await stat(path).catch(() => null);
      if (now?.ino !== (await own)) lease.lost = true;
    };
    const timer = setInterval(() => {
      // A beat that fails - the disk is full - is tried again; if none comes through, the lease runs out.
      beating = beating.then(beat).catch(() => undefined);
    }, this.options.beatSeconds * 1000);
    timer.unref();
    lease.release = async () => {
      clearInterval(timer);
      await beating;
      const mine = (await stat(path).catch(() => null))?.ino === (await own);
      await handle.close();
      if (mine) await rm(path, { force: true }).catch(() => undefined);
    };
    return lease;
  }

  private async read(key: string): Promise<string | null> {
    return readFile(this.pathOf(key), 'utf8').catch(() => null);
  }

  private isStale(key: string, text: string): boolean {
    const owner = ownerOf(text);
    if (owner) {
      if (this.owner.clusterJob !== undefined && owner.clusterJob === this.owner.clusterJob && owner.id !== this.owner.id) return true;
      if (isAlive(owner) === false) return true;
    }
    const seen = this.seen.get(key);
    const now = this.options.now();
    if (seen?.text !== text) {
      this.seen.set(key, { text, since: now });
      return false;
    }
    return now - seen.since >= this.options.expirySeconds * 1000;
  }

  /** Moves a stale lease away; if it turns out to be a newer one, it is put back. */
  private async breakLease(key: string, expected: string): Promise<void> {
    const aside = `${this.pathOf(key)}.${this.owner.id}`;
    try {
      await rename(this.pathOf(key), aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.refuse(error);
    }
    const found = await readFile(aside, 'utf8').catch(() => expected);
    if (found !== expected) await link(aside, this.pathOf(key)).catch(() => undefined);
    await rm(aside, { force: true });
    this.seen.delete(key);
  }

  private refuse(cause: unknown): never {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SkillNeuronsError({ code: 'STORE_WRITE', message: `cannot write: ${reason}`, where: this.folder, hint: 'check permissions and free space', kind: 'environment', cause });
  }
}

function defaultExpiry(): number {
  const asked = Number(process.env['SKILL_NEURONS_LEASE_SECONDS']);
  return asked > 0 ? asked : 60;
}

function ownerOf(text: string): LeaseOwner | null {
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(text.slice(0, text.indexOf('\n'))));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
