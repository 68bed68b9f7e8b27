import type { FileHandle } from 'node:fs/promises';
import { openForReading, readRange } from './file-range.ts';
import { isFloatType, toFloat32 } from './float-conversion.ts';
import { invalid, maximumHeaderBytes, parseSafetensorsHeader, truncated, type SafetensorsHeader, type TensorEntry } from './safetensors-header.ts';
import type { TensorData, TensorFile } from './tensor-file.ts';

/** An open safetensors file whose header has been checked; tensors are read one by one. */
export class SafetensorsFile implements TensorFile {
  private constructor(
    readonly path: string,
    readonly header: SafetensorsHeader,
    private readonly dataStart: number,
    private readonly file: FileHandle,
  ) {}

  /** @throws FILE_READ, SAFETENSORS_INVALID, SAFETENSORS_TRUNCATED */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await openForReading(path, 'safetensors file');
    try {
      const { size } = await file.stat();
      if (size < 8) throw truncated(path, `it holds ${size} bytes and no header`);
      const prefix = await readRange(file, 0, 8, endOf(path));
      const headerBytes = Number(new DataView(prefix.buffer).getBigUint64(0, true));
      if (headerBytes > maximumHeaderBytes) throw invalid(path, `the header claims ${headerBytes} bytes, at most ${maximumHeaderBytes} are allowed`);
      if (8 + headerBytes > size) throw truncated(path, `the header should take ${headerBytes} bytes, only ${size - 8} are there`);
      const json = new TextDecoder().decode(await readRange(file, 8, headerBytes, endOf(path)));
      const header = parseSafetensorsHeader(json, size - 8 - headerBytes, path);
      return new SafetensorsFile(path, header, 8 + headerBytes, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get names(): string[] {
    return [...this.header.entries.values()].filter(({ dtype }) => isFloatType(dtype)).map(({ name }) => name);
  }

  shapeOf(name: string): readonly number[] {
    return this.entry(name).shape;
  }

  dtypeOf(name: string): string {
    return this.entry(name).dtype;
  }

  async read(name: string): Promise<TensorData> {
    const { begin, end, dtype, shape } = this.entry(name);
    if (!isFloatType(dtype)) throw invalid(this.path, `tensor "${name}" is ${dtype}, not floating-point`);
    const bytes = await readRange(this.file, this.dataStart + begin, end - begin, endOf(this.path));
    return { shape, data: toFloat32(bytes.buffer, dtype) };
  }

  private entry(name: string): TensorEntry {
    const entry = this.header.entries.get(name);
    if (entry === undefined) throw invalid(this.path, `it holds no tensor "${name}"`);
    return entry;
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
    for (const name of file.names) tensors[name] = await file.read(name);
    return { tensors, metadata: file.header.metadata };
  } finally {
    await file.close();
  }
}

const endOf = (path: string) => (end: number) => truncated(path, `it ends at byte ${end}`);
