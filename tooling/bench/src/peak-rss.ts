import { readFileSync } from 'node:fs';

/** Largest resident set of this process so far, in bytes. VmHWM belongs to this program alone; getrusage may hold the parent's peak. */
export function peakRss(): number {
  try {
    const kilobytes = /^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
