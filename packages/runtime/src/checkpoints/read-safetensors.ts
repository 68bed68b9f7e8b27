import { open, type FileHandle } from 'node:fs/promises';
import { SkillNeuronsError } from '@skill-neurons/core';
import { bfloat16ToFloat32, float16ToFloat32 } from './float-conversion.ts';
import { invalid, maximumHeaderBytes, parseSafetensorsHeader, truncated, type SafetensorsHeader, type TensorEntry } from './safetensors-header.ts';

/** A named array as it lies in a file: row-major float32 values and their shape. */
export interface TensorData {
  shape: readonly number[];
  data: Float32Array;
}

const floatTypes: ReadonlySet<string> = new Set(['F64', 'F32', 'F16', 'BF16']);
/** One read call takes at most this much: Node refuses 2 GiB and more. */
const readBytes = 2 ** 28;

/** An open safetensors file whose header has been checked; tensors are read one by one. */
export class SafetensorsFile {
  private constructor(
    readonly path: string,
    readonly header: SafetensorsHeader,
    private readonly dataStart: number,
    private readonly file: FileHandle,
  ) {}

  /** @throws FILE_READ, SAFETENSORS_INVALID, SAFETENSORS_TRUNCATED */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await openFile(path);
    try {
      const { size } = await file.stat();
      if (size < 8) throw truncated(path, `it holds ${size} bytes and no header`);
      const prefix = await readRange(file, 0, 8, path);
      const headerBytes = Number(new DataView(prefix.buffer).getBigUint64(0, true));
      if (headerBytes > maximumHeaderBytes) throw invalid(path, `the header claims ${headerBytes} bytes, at most ${maximumHeaderBytes} are allowed`);
      if (8 + headerBytes > size) throw truncated(path, `the header should take ${headerBytes} bytes, only ${size - 8} are there`);
      const json = new TextDecoder().decode(await readRange(file, 8, headerBytes, path));
      const header = parseSafetensorsHeader(json, size - 8 - headerBytes, path);
      return new SafetensorsFile(path, header, 8 + headerBytes, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Names of the floating-point tensors; others, such as stored position ids, are not weights. */
  get floatNames(): string[] {
    return [...this.header.entries.values()].filter(({ dtype }) => floatTypes.has(dtype)).map(({ name }) => name);
  }

  /** One floating-point tensor as float32. */
  async read(name: string): Promise<TensorData> {
    const entry = this.header.entries.get(name);
    if (entry === undefined) throw invalid(this.path, `it holds no tensor "${name}"`);
    if (!floatTypes.has(entry.dtype)) throw invalid(this.path, `tensor "${name}" is ${entry.dtype}, not floating-point`);
    const bytes = await readRange(this.file, this.dataStart + entry.begin, entry.end - entry.begin, this.path);
    return { shape: entry.shape, data: toFloat32(bytes, entry) };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/**
 * Reads a whole safetensors file, e.g. a soft prompt or statistics. F16, BF16 and F64 become float32; integers are skipped.
 * @throws FILE_READ, SAFETENSORS_INVALID, SAFETENSORS_TRUNCATED, each naming the file.
 */
export async function readSafetensors(path: string): Promise<{ tensors: Record<string, TensorData>; metadata: Readonly<Record<string, string>> }> {
  const file = await SafetensorsFile.open(path);
  try {
    // No prototype: a tensor may be called anything, "__proto__" too.
    const tensors = Object.create(null) as Record<string, TensorData>;
    for (const name of file.floatNames) tensors[name] = await file.read(name);
    return { tensors, metadata: file.header.metadata };
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = missing ? 'no such safetensors file' : `cannot open the safetensors file: ${(cause as Error).message}`;
    throw new SkillNeuronsError({ code: 'FILE_READ', message, where: path, hint: 'check the path', cause });
  }
}

async function readRange(file: FileHandle, position: number, length: number, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, readBytes), position + done);
    if (bytesRead === 0) throw truncated(path, `it ends at byte ${position + done}`);
    done += bytesRead;
  }
  return bytes;
}

function toFloat32(bytes: Uint8Array<ArrayBuffer>, { dtype }: TensorEntry): Float32Array {
  if (dtype === 'F16') return float16ToFloat32(new Uint16Array(bytes.buffer));
  if (dtype === 'BF16') return bfloat16ToFloat32(new Uint16Array(bytes.buffer));
  if (dtype === 'F64') return Float32Array.from(new Float64Array(bytes.buffer));
  return new Float32Array(bytes.buffer);
}
