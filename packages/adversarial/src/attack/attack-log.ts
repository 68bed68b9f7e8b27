import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readTextFile, SkillNeuronsError } from '@skill-neurons/core';
import { z } from 'zod';
import { recordSchema, type AttackRecord } from './attack-record.ts';

/** The first line of a log: all that the records depend on. A log of another run is not continued. */
export type AttackHeader = Readonly<Record<string, unknown>>;

const headerSchema = z.object({ attack: z.record(z.string(), z.unknown()) });

/** Records as they come, one JSON line each, behind a header line. */
export interface AttackLog {
  /** Records that were there already. */
  readonly finished: readonly AttackRecord[];
  append(record: AttackRecord): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a log to go on with it, or begins it. A last line that was cut off by an interruption is dropped.
 * @throws ATTACK_OTHER_RUN, ATTACK_LOG
 */
export async function openAttackLog(file: string, header: AttackHeader): Promise<AttackLog> {
  const plain = JSON.parse(JSON.stringify(header)) as AttackHeader;
  await mkdir(dirname(file), { recursive: true });
  const existing = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    // What is there but cannot be read must not be begun anew.
    if (error.code !== 'ENOENT') throw new SkillNeuronsError({ code: 'ATTACK_LOG', message: `cannot read the records: ${error.message}`, where: file, hint: 'check the file, or choose another --out', cause: error });
    return '';
  });
  const complete = existing.slice(0, existing.lastIndexOf('\n') + 1);
  const handle = await open(file, existing === '' ? 'w' : 'r+');
  try {
    if (complete === '') {
      await handle.truncate(0);
      await write(handle, `${JSON.stringify({ attack: plain })}\n`);
      return logOf(handle, []);
    }
    const found = parseAttackLog(complete, file);
    if (!isDeepStrictEqual(found.header, plain)) {
      throw new SkillNeuronsError({ code: 'ATTACK_OTHER_RUN', message: `this folder holds another attack (${differences(found.header, plain).join(', ')} differ)`, where: file, hint: 'choose another --out, or the same options to go on' });
    }
    await handle.truncate(Buffer.byteLength(complete));
    return logOf(handle, found.records);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads a log; a last line that was cut off is left out. @throws FILE_READ, ATTACK_LOG */
export async function readAttackLog(file: string): Promise<{ header: AttackHeader; records: AttackRecord[] }> {
  const text = await readTextFile(file, 'attack');
  return parseAttackLog(text.slice(0, text.lastIndexOf('\n') + 1), file);
}

function parseAttackLog(text: string, file: string): { header: AttackHeader; records: AttackRecord[] } {
  const lines = text.split('\n').filter((line) => line !== '');
  const header = headerSchema.safeParse(parseLine(lines[0] ?? '', file, 1));
  if (!header.success) throw damaged(file, 1);
  const records = lines.slice(1).map((line, i) => {
    const record = recordSchema.safeParse(parseLine(line, file, i + 2));
    if (!record.success) throw damaged(file, i + 2);
    return record.data;
  });
  return { header: header.data.attack, records };
}

function parseLine(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw damaged(file, number);
  }
}

const damaged = (file: string, line: number) => new SkillNeuronsError({ code: 'ATTACK_LOG', message: 'this is no line of an attack', where: `${file}:${line}`, hint: 'the file is damaged or another one: remove it, or choose another --out' });

const differences = (a: AttackHeader, b: AttackHeader) => [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !isDeepStrictEqual(a[key], b[key]));

function logOf(handle: FileHandle, finished: readonly AttackRecord[]): AttackLog {
  let last: Promise<void> = Promise.resolve();
  return {
    finished,
    append: (record) => (last = last.then(() => write(handle, `${JSON.stringify(record)}\n`))),
    close: () => last.catch(() => undefined).then(() => handle.close()),
  };
}

/** At the end of what the file holds now. */
async function write(handle: FileHandle, text: string): Promise<void> {
  const { size } = await handle.stat();
  await handle.write(text, size);
}
