import { main } from '../src/main.ts';
import type { CliResult } from './run-cli.ts';

/** Runs the command line in this process: for many commands in one test, whose start would take longest. One at a time. */
export async function runMain(args: readonly string[]): Promise<CliResult> {
  const result: CliResult = { code: null, stdout: '', stderr: '' };
  const streams = [[process.stdout, 'stdout'], [process.stderr, 'stderr']] as const;
  const writes = streams.map(([stream, name]) => {
    const { write } = stream;
    stream.write = (text: string | Uint8Array) => {
      result[name] += String(text);
      return true;
    };
    return () => (stream.write = write);
  });
  try {
    result.code = await main(args);
  } finally {
    for (const restore of writes) restore();
  }
  return result;
}
