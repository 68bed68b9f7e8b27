import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SkillNeuronsError } from '@skill-neurons/core';
import { malformedRow } from '../row-errors.ts';
import type { ReadLimits, Row } from '../row.ts';

/** A cell as text; undefined for a list or an object. */
type Cell = string | null | undefined;

type Reply =
  | { kind: 'opened'; names: string[] }
  | { kind: 'group'; count: number; cells: Record<string, Cell[]> }
  | { kind: 'end' }
  | { kind: 'failed'; message: string };

/**
 * The rows of a parquet file, one row group in memory at a time. Only the `wanted` columns are decoded. The decoder runs
 * in a process of its own, so that a damaged file cannot take more time and memory than the limits allow.
 *
 * @throws DATA_PARQUET, DATA_MALFORMED_ROW for a list or an object where a text is wanted
 */
export async function* readParquet(path: string, wanted: readonly string[], limits: ReadLimits, signal?: AbortSignal): AsyncGenerator<Row> {
  signal?.throwIfAborted();
  const child = fork(fileURLToPath(new URL('./parquet-child.js', import.meta.url)), {
    execArgv: [`--max-old-space-size=${limits.decodeMegabytes}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  const stop = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const opened = await ask(child, { path, wanted: [...wanted], maxBytes: limits.wholeFileBytes }, path, limits, signal);
    if (opened.kind !== 'opened') throw parquetError(path, opened.kind);
    for (let number = 1; ; ) {
      const reply = await ask(child, 'next', path, limits, signal);
      if (reply.kind !== 'group') return;
      for (let i = 0; i < reply.count; i++) yield parquetRow(`${path}: row ${number++}`, opened.names, reply.cells, i);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

/** Sends a message and waits for the reply, or for what else may happen to the process. */
async function ask(child: ChildProcess, message: object | string, path: string, { decodeSeconds }: ReadLimits, signal?: AbortSignal): Promise<Reply> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(parquetError(path, `it could not be decoded within ${decodeSeconds} s`))), decodeSeconds * 1000);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('error', onError).off('exit', onExit);
      settle();
    };
    const onMessage = (reply: unknown) =>
      finish(() => {
        const answer = reply as Reply;
        if (answer.kind === 'failed') reject(parquetError(path, answer.message));
        else resolve(answer);
      });
    const fail = (reason: string, cause?: unknown) => finish(() => reject(signal?.aborted === true ? (signal.reason as Error) : parquetError(path, reason, cause)));
    const onError = (cause: Error) => fail(cause.message, cause);
    const onExit = () => fail('the decoder broke down over it (too much memory, or damaged data)');
    child.on('message', onMessage).on('error', onError).on('exit', onExit);
    child.send(message, (cause) => {
      if (cause !== null) onError(cause);
    });
  });
}

function parquetRow(place: string, names: readonly string[], cells: Readonly<Record<string, Cell[]>>, i: number): Row {
  return {
    place,
    get(column) {
      if (!names.includes(column)) return undefined;
      const cell = cells[column]?.[i];
      if (cell === undefined) throw malformedRow(place, `"${column}" is a list or an object, not a text or number`);
      return cell;
    },
    columns: () => names,
  };
}

function parquetError(where: string, reason: string, cause?: unknown): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'DATA_PARQUET', message: `this parquet file cannot be read: ${reason}`, where, hint: 'it may be cut off or damaged; download it again', cause });
}
