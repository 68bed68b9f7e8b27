import { describeProgress, Terminal, type TerminalOptions } from './terminal.ts';

const usual: TerminalOptions = { json: false, quiet: false, verbose: false };
let written: string;
let streams: { isTTY: boolean; columns: number; write: typeof process.stderr.write };

beforeEach(() => {
  written = '';
  const { isTTY, columns, write } = process.stderr;
  streams = { isTTY, columns, write };
  process.stderr.write = (text: string | Uint8Array) => {
    written += String(text);
    return true;
  };
});
afterEach(() => Object.assign(process.stderr, streams));

function terminalOf(columns: number, options: Partial<TerminalOptions> = {}): Terminal {
  Object.assign(process.stderr, { isTTY: true, columns });
  return new Terminal({ ...usual, color: false, ...options });
}

test('a status line is cut to the terminal by columns and erased before anything else is said', () => {
  const terminal = terminalOf(10);
  terminal.status('映画 and more');
  expect(written).toBe('映画 and ');
  terminal.note('said');
  expect(written).toBe('映画 and \r\x1b[Jsaid\n');
  terminal.clearLine();
  expect(written.endsWith('said\n')).toBe(true);
});

test('when the terminal became narrower, all lines that the status now takes are erased', () => {
  const terminal = terminalOf(40);
  terminal.status('a'.repeat(39));
  process.stderr.columns = 15;
  terminal.status('b');
  expect(written).toBe(`${'a'.repeat(39)}\x1b[2A\r\x1b[Jb`);
});

test('in a file: no line for what is done within seconds, none that is written over', () => {
  Object.assign(process.stderr, { isTTY: false });
  const terminal = new Terminal(usual);
  for (let done = 1; done <= 3; done++) terminal.progress({ label: 'work', done, total: 3 });
  expect(written).toBe('');
  terminal.status('jobs');
  terminal.clearLine();
  expect(written).toBe('jobs\n');
});

test('--quiet leaves warnings, --verbose adds details, warnings have a colour if wanted', () => {
  const quiet = terminalOf(80, { quiet: true });
  quiet.progress({ label: 'work', done: 3, total: 3 });
  quiet.status('status');
  quiet.note('note');
  quiet.detail('detail');
  quiet.alert('warning');
  expect(written).toBe('warning\n');
  terminalOf(80).detail('detail');
  terminalOf(80, { verbose: true, color: true }).detail('detail');
  terminalOf(80, { color: true }).alert('warning');
  expect(written).toBe('warning\ndetail\n\x1b[33mwarning\x1b[39m\n');
});

test('the cursor is never hidden, so that nothing has to show it again', () => {
  const terminal = terminalOf(80);
  for (let done = 1; done <= 3; done++) terminal.progress({ label: 'work', done, total: 3 });
  expect(written).toContain('work 3/3');
  expect(written).not.toContain('\x1b[?25');
});

test.each([
  [{ label: 'tune', done: 20, total: 60, metrics: { loss: 0.5, best: NaN } }, 4, 'tune 20/60 loss 0.500 best -, 4.0/s, 10 s left'],
  [{ label: 'download', done: 1_500_000, total: 3_000_000, unit: 'bytes' as const }, 500_000, 'download 1.5 MB/3.0 MB, 500.0 kB/s, 3.0 s left'],
  [{ label: 'read', done: 7 }, 120, 'read 7, 120/s'],
  [{ label: 'read', done: 7, total: 7 }, undefined, 'read 7/7'],
])('%j at %p', (event, rate, text) => {
  expect(describeProgress(event, rate)).toBe(text);
});
