import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './pages.ts';

const bin = join(root, 'packages', 'cli', 'bin', 'skill-neurons.js');

/** The words of a command line as a POSIX shell splits them, as far as the documentation needs it: quotes, no expansion. */
export function words(command: string): string[] {
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ''));
}

/** Runs `skill-neurons ...` as built here and gives its exit code and everything it printed. */
export function runSkillNeurons(args: string[], cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}
