import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FollowOptions {
  /** The files as far as they exist; more may come. */
  files: () => Promise<readonly string[]>;
  /** Asked before each look: after the look that follows a yes, nothing more will come. */
  ended: () => Promise<boolean>;
  /** Gets whole lines, and the last one even if it is not whole. */
  line: (file: string, text: string) => void;
  pauseMilliseconds?: number;
  signal?: AbortSignal | undefined;
}

/** Most bytes read from a file at a time. */
const pieceLength = 1 << 16;

/** Reads files as they grow, until what writes them has ended. */
export async function followFiles({ files, ended, line, pauseMilliseconds = 1000, signal }: FollowOptions): Promise<void> {
  const known = new Map<string, { position: number; decoder: StringDecoder; rest: string }>();
  for (;;) {
    const last = await ended();
    for (const file of await files()) {
      const state = known.get(file) ?? { position: 0, decoder: new StringDecoder(), rest: '' };
      known.set(file, state);
      for await (const piece of bytesFrom(file, state.position)) {
        state.position += piece.length;
        const lines = (state.rest + state.decoder.write(piece)).split('\n');
        state.rest = lines.pop()!;
        for (const text of lines) line(file, text);
      }
    }
    if (last) break;
    await sleep(pauseMilliseconds, undefined, { signal });
  }
  for (const [file, { rest }] of known) if (rest !== '') line(file, rest);
}

async function* bytesFrom(path: string, start: number): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(pieceLength);
    for (let position = start; ; ) {
      const { bytesRead } = await file.read(buffer, 0, pieceLength, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
