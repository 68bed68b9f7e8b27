import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SkillNeuronsError } from '@skill-neurons/core';
import { startViewer } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { OpenOptions } from '../commands/open.ts';
import { exitCodes } from '../exit-codes.ts';

export async function open({ folder, port, browser, json }: OpenOptions, { terminal, signal, sayWhenInterrupted }: CommandEnvironment): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new SkillNeuronsError({ code: 'VIEWER_PORT_NUMBER', message: `--port ${port}`, hint: 'give a whole number from 0 to 65535; 0 takes a free one' });
  sayWhenInterrupted('');
  const viewer = await startViewer({ folder, port });
  try {
    terminal.result({ url: viewer.url }, viewer.url);
    terminal.note('Ctrl-C ends it');
    if (browser && !json && process.stdout.isTTY) openBrowser(viewer.url);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await viewer.close();
  }
  return exitCodes.done;
}

/** The system's own way to open an address; without one, the address is on the screen. */
function openBrowser(url: string): void {
  const [program, ...args] = { darwin: ['open', url], win32: ['cmd', '/c', 'start', '', url] }[process.platform as string] ?? ['xdg-open', url];
  const child = spawn(program!, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
