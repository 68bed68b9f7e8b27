import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/skill-neurons.js', import.meta.url));
/** `script` of util-linux runs a command in a pseudo terminal. */
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');
const inTerminal = hasScript ? test : test.skip;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terminal-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a terminal of 100 columns gets to see. Ctrl-C is pressed when `until` has been seen. */
function watch(args: readonly string[], until?: RegExp): Promise<{ code: number | null; seen: string }> {
  return new Promise((resolve, reject) => {
    const line = ['stty cols 100;', 'exec', process.execPath, bin, ...args].join(' ');
    const child = spawn('script', ['-qec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TERM: 'xterm', NO_COLOR: '' } });
    let [seen, pressed] = ['', false];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      if (pressed || until?.test(seen) !== true) return;
      pressed = true;
      child.stdin.write('\x03');
    });
    child.on('error', reject).on('close', (code) => resolve({ code, seen }));
  });
}

const tune = (...more: string[]) => ['tune', '--model', 'tiny-roberta', '--task', 'films', '--out', join(folder, 'films'), '--virtual-tokens', '2', '--limit', '64', '--validation-limit', '16', '--batch-size', '8', ...more];

inTerminal(`one line of progress, Ctrl-C with what is kept, errors in red${hasScript ? '' : ' (skipped: there is no script of util-linux)'}`, async () => {
  const interrupted = await watch(tune('--steps', '2000', '--evaluate-every', '2'), /tune films seed 1 \d+\/2000 loss [\d.]+ best [\d.]+, [\d.]+\/s, [\d.]+ (s|min) left/);
  expect(interrupted.code).toBe(130);
  expect(interrupted.seen).toContain('interrupted: saving, press Ctrl-C again to stop at once\r\n');
  expect(interrupted.seen).toContain(`stopped; finished work is kept in ${join(folder, 'films')}: run the same command again to go on\r\n`);
  expect(existsSync(join(folder, 'films', 'checkpoint.safetensors'))).toBe(true);
  // Written over, not below each other; the cursor stays visible.
  expect(interrupted.seen).toContain('\r\x1b[Jtune films seed 1 ');
  expect(interrupted.seen).not.toContain('\x1b[?25l');

  const wrong = await watch(['evaluate', '--model', 'tiny-robert', '--task', 'films', '--prompt', 'none']);
  expect(wrong).toMatchObject({ code: 2, seen: expect.stringContaining('\x1b[31merror MODEL_NOT_FOUND:\x1b[39m ') });
});
