import { z } from 'zod';
import { SkillNeuronsError } from '@skill-neurons/core';

/** Bytes per element of the dtypes of the safetensors format. */
const elementBytes: Readonly<Record<string, number>> = {
  F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, U64: 8, I32: 4, U32: 4, I16: 2, U16: 2, I8: 1, U8: 1, BOOL: 1, F8_E4M3: 1, F8_E5M2: 1,
};

/** The format's own bound on the header, so that a hostile file cannot ask for more memory. */
export const maximumHeaderBytes = 100_000_000;

/** Where one tensor lies in the data section. */
export interface TensorEntry {
  name: string;
  dtype: string;
  shape: number[];
  begin: number;
  end: number;
}

export interface SafetensorsHeader {
  entries: ReadonlyMap<string, TensorEntry>;
  metadata: Readonly<Record<string, string>>;
}

const size = z.int().min(0);
const entrySchema = z.object({ dtype: z.string(), shape: z.array(size).max(16), data_offsets: z.tuple([size, size]) });
const metadataSchema = z.record(z.string(), z.string());

/**
 * Reads and checks a safetensors header: every tensor inside the data section, of the size its shape and dtype say, none
 * overlapping another.
 * @throws SAFETENSORS_INVALID or SAFETENSORS_TRUNCATED naming the file and the tensor.
 */
export function parseSafetensorsHeader(json: string, dataBytes: number, path: string): SafetensorsHeader {
  const parsed = parseObject(json, path);
  const entries = new Map<string, TensorEntry>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '__metadata__') {
      const result = metadataSchema.safeParse(value);
      if (!result.success) throw invalid(path, '__metadata__ must map names to strings');
      metadata = result.data;
    } else {
      entries.set(name, checkEntry(name, value, path));
    }
  }
  checkPlaces([...entries.values()], dataBytes, path);
  return { entries, metadata };
}

function parseObject(json: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw invalid(path, 'the header is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path, 'the header is not a JSON object');
  return value as Record<string, unknown>;
}

function checkEntry(name: string, value: unknown, path: string): TensorEntry {
  const result = entrySchema.safeParse(value);
  if (!result.success) throw invalid(path, `tensor "${name}" has a malformed header entry`, result.error);
  const { dtype, shape, data_offsets: [begin, end] } = result.data;
  const bytes = elementBytes[dtype];
  if (bytes === undefined) throw invalid(path, `tensor "${name}" has the unknown dtype "${dtype}"`);
  const expected = shape.reduce((product, side) => product * side, bytes);
  if (end - begin !== expected) {
    throw invalid(path, `tensor "${name}" [${shape.join(', ')}] ${dtype} needs ${expected} bytes, its offsets hold ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

function checkPlaces(entries: TensorEntry[], dataBytes: number, path: string): void {
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let previous: TensorEntry | undefined;
  for (const entry of entries) {
    if (previous !== undefined && entry.begin < previous.end) throw invalid(path, `tensors "${previous.name}" and "${entry.name}" overlap`);
    previous = entry;
  }
  if (previous !== undefined && previous.end > dataBytes) {
    throw truncated(path, `tensor data should take ${previous.end} bytes, only ${dataBytes} are there`);
  }
}

export function invalid(path: string, message: string, cause?: unknown): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'SAFETENSORS_INVALID', message, where: path, hint: 'this is not a sound safetensors file; get it again from its source', cause });
}

export function truncated(path: string, message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'SAFETENSORS_TRUNCATED', message: `the file is cut off: ${message}`, where: path, hint: 'copy or download it again' });
}
