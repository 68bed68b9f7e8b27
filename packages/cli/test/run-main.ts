import { main } from '../src/main.ts';
import type { CliResult } from './run-cli.ts';

let last: Promise<unknown> = Promise.resolve();

interface RunOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
}

/**
 * Runs the command line in this process, with `env` on top of its environment: for all but the tests of the binary itself, since the
 * start of a process takes longer than most commands. Calls side by side wait for each other.
 */
export function runMain(args: readonly string[], options: RunOptions = {}): Promise<CliResult> {
  const run = last.then(() => runNow(args, options));
  last = run.catch(() => undefined);
  return run;
}

async function runNow(args: readonly string[], { cwd = process.cwd(), env = {} }: RunOptions): Promise<CliResult> {
  const result: CliResult = { code: null, stdout: '', stderr: '' };
  const [folder, before] = [process.cwd(), { ...process.env }];
  const streams = [[process.stdout, 'stdout'], [process.stderr, 'stderr']] as const;
  const restores = streams.map(([stream, name]) => {
    const { write, isTTY } = stream;
    stream.isTTY = false;
    stream.write = (text: string | Uint8Array) => {
      result[name] += String(text);
      return true;
    };
    return () => Object.assign(stream, { write, isTTY });
  });
  Object.assign(process.env, env);
  process.chdir(cwd);
  try {
    result.code = await main(args);
  } finally {
    for (const restore of restores) restore();
    process.chdir(folder);
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
  return result;
}
