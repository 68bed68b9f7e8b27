import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { waitSeconds } from './wait.ts';

const heartbeatSeconds = 5;
/** Age of the last heartbeat after which the holder counts as dead. */
const staleSeconds = 30;
const pollSeconds = 0.1;

/**
 * Runs the work while holding a lock file, so that two processes do not fetch the same file twice. Waits for a living
 * holder; takes over from one that died. It saves work only: a file stays correct even where locks do not hold, since
 * every part is written at its own place, checked against its checksum and renamed whole.
 */
export async function withProcessLock<Result>(path: string, work: () => Promise<Result>, { signal, onWait }: { signal?: AbortSignal | undefined; onWait?: () => void } = {}): Promise<Result> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomBytes(8).toString('hex') });
  await mkdir(dirname(path), { recursive: true });
  for (let waited = false; !(await create(path, mine)); ) {
    if (await removeIfDead(path)) continue;
    if (!waited) onWait?.();
    waited = true;
    await waitSeconds(pollSeconds, signal);
  }
  const heartbeat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), heartbeatSeconds * 1000);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await content(path)) === mine) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(text).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function content(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function removeIfDead(path: string): Promise<boolean> {
  const held = await content(path);
  if (held === undefined || !(await isDead(path, held))) return false;
  // Renamed first: of two that judge the holder dead, one gets it, and sees whether it got what it had judged.
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(path, aside);
    if ((await content(aside)) !== held) await link(aside, path).catch(() => undefined);
    await rm(aside, { force: true });
    return true;
  } catch {
    return false;
  }
}

async function isDead(path: string, held: string): Promise<boolean> {
  try {
    const { pid, host } = JSON.parse(held) as { pid: number; host: string };
    if (host === hostname() && pid !== process.pid && !isAlive(pid)) return true;
  } catch {
    // Being written at this moment, or damaged: its age decides.
  }
  const age = await stat(path).then(({ mtimeMs }) => (Date.now() - mtimeMs) / 1000, () => 0);
  return age > staleSeconds;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
