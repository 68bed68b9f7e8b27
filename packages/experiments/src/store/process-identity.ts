import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

export const processIdentitySchema = z.object({
  /** Machine, boot and process namespace: two processes with the same `host` can look at each other's pid. */
  host: z.string(),
  pid: z.number().int().positive(),
  /** When the process started, in the system's own count: tells a process from a later one with its pid. */
  started: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** Names this process so that another one on this machine can tell whether it still lives. */
export function thisProcess(): ProcessIdentity {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return { host: [hostname(), boot, namespace].join('/'), pid: process.pid, started: startOf(process.pid) ?? '' };
}

/** False when the process surely ended; null when this machine cannot tell. */
export function isAlive({ host, pid, started }: ProcessIdentity): boolean | null {
  if (host !== thisProcess().host) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? true : false;
  }
  const now = startOf(pid);
  return now === null || started === '' ? true : now === started;
}

/** Start time of a process from /proc (field 22, counted behind the name, which may hold spaces); null elsewhere, or for a zombie. */
function startOf(pid: number): string | null {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // A killed process whose parent has not asked for its end yet does nothing any more.
  if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
  return fields[19] ?? null;
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
