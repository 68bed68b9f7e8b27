import type { FileHandle } from 'node:fs/promises';
import { openForReading, readRange } from '../file-range.ts';
import { isFloatType } from '../float-conversion.ts';
import type { TensorData, TensorFile } from '../tensor-file.ts';
import { legacySignature, openLegacyRecords } from './legacy-records.ts';
import { namedTensors } from './named-tensors.ts';
import { readPickle } from './pickle-machine.ts';
import type { PickleValue } from './pickle-values.ts';
import { readTensor, type ReadStorage } from './read-tensor.ts';
import { invalidTorchFile } from './torch-errors.ts';
import { torchHost } from './torch-host.ts';
import type { TorchTensor } from './torch-tensor.ts';
import { ZipRecords } from './zip-records.ts';

const zipSignature = Uint8Array.of(0x50, 0x4b, 0x03, 0x04);
/** Bound on the pickle that describes the tensors; that of the largest models takes about a megabyte. */
const maximumPickleBytes = 2 ** 26;

interface Content {
  root: PickleValue;
  bigEndian: boolean;
  read: ReadStorage;
}

/**
 * An open file of torch.save, of PyTorch 1.6 or later (zip) or before: its tensors, in whatever dictionaries and lists they
 * lie, by dotted names such as `model` or `optimizer.state.0.exp_avg`; a tensor that is alone is called `tensor`.
 * Nothing of the pickle is executed: names outside a short list are refused.
 */
export class TorchFile implements TensorFile {
  private constructor(
    readonly path: string,
    private readonly tensors: ReadonlyMap<string, TorchTensor>,
    private readonly content: Content,
    private readonly file: FileHandle,
  ) {}

  /** @throws FILE_READ, TORCH_FILE_INVALID, TORCH_PICKLE_REFUSED */
  static async open(path: string): Promise<TorchFile> {
    const file = await openForReading(path, 'torch file');
    try {
      const content = await openContent(file, path);
      return new TorchFile(path, namedTensors(content.root, path), content, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get names(): string[] {
    return [...this.tensors].filter(([, { storage }]) => isFloatType(storage.dtype)).map(([name]) => name);
  }

  shapeOf(name: string): readonly number[] {
    return this.tensor(name).shape;
  }

  dtypeOf(name: string): string {
    return this.tensor(name).storage.dtype;
  }

  /** @throws TORCH_TENSOR_UNSUPPORTED, TORCH_FILE_INVALID where the bytes are missing or damaged */
  async read(name: string): Promise<TensorData> {
    return readTensor(name, this.tensor(name), this.content.bigEndian, this.path, this.content.read);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private tensor(name: string): TorchTensor {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw invalidTorchFile(this.path)(`it holds no tensor "${name}"`);
    return tensor;
  }
}

/** Whether a file begins as torch.save's files do, now or before PyTorch 1.6. */
export function looksLikeTorch(head: Uint8Array): boolean {
  return startsWith(head, zipSignature) || startsWith(head, legacySignature);
}

async function openContent(file: FileHandle, path: string): Promise<Content> {
  const invalid = invalidTorchFile(path);
  const head = await readRange(file, 0, Math.min((await file.stat()).size, legacySignature.length), () => invalid('the file is cut off'));
  if (startsWith(head, legacySignature)) return { ...(await openLegacyRecords(file, path)), bigEndian: false };
  if (!startsWith(head, zipSignature)) throw invalid('it begins neither as a zip file nor as older files of torch.save');

  const records = await ZipRecords.open(file, invalid);
  const pickleBytes = records.sizeOf('data.pkl');
  if (pickleBytes > maximumPickleBytes) throw invalid(`its data.pkl takes ${pickleBytes} bytes, at most ${maximumPickleBytes} are read`);
  const { value: root } = readPickle(await records.read('data.pkl', 0, pickleBytes), 0, path, torchHost(path));
  const byteOrder = records.has('byteorder') ? Buffer.from(await records.read('byteorder', 0, Math.min(records.sizeOf('byteorder'), 6))).toString() : 'little';
  return { root, bigEndian: byteOrder.startsWith('big'), read: (key, begin, length) => records.read(`data/${key}`, begin, length) };
}

function startsWith(bytes: Uint8Array, signature: Uint8Array): boolean {
  return bytes.length >= signature.length && signature.every((byte, i) => bytes[i] === byte);
}
