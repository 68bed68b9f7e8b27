import type { FileHandle } from 'node:fs/promises';
import { readRange } from '../file-range.ts';
import { readPickle, type PickleHost } from './pickle-machine.ts';
import { isKind, type PickleValue } from './pickle-values.ts';
import { invalidTorchFile } from './torch-errors.ts';
import { torchHost } from './torch-host.ts';
import { TorchStorage } from './torch-tensor.ts';

/** The number that files of torch.save before PyTorch 1.6 begin with. */
const magicNumber = 0x1950a86a20f9469cfc6cn;
const formatVersion = 1001;
/** The pickles at the head of a file may take this much; those of the largest models take about a megabyte. */
const maximumHeadBytes = 2 ** 26;

/** The first bytes of the pickled magic number. */
export const legacySignature = Uint8Array.of(0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc);

/** A file of torch.save before PyTorch 1.6: pickles one after another, then the storages, each behind its length. */
export interface LegacyRecords {
  root: PickleValue;
  /** Bytes [begin, begin + length) of a storage. */
  read(key: string, begin: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Reads the pickles and finds the places of the storages; the file stays open and belongs to the caller. */
export async function openLegacyRecords(file: FileHandle, path: string): Promise<LegacyRecords> {
  const invalid = invalidTorchFile(path);
  const cutOff = () => invalid('the file is cut off');
  const { size } = await file.stat();
  const head = await readRange(file, 0, Math.min(size, maximumHeadBytes), cutOff);

  const valueBytes = new Map<string, number>();
  const host = torchHost(path);
  const noting: PickleHost = {
    ...host,
    persistent: (id) => {
      const storage = host.persistent(id);
      if (storage instanceof TorchStorage) {
        if ((valueBytes.get(storage.key) ?? storage.valueBytes) !== storage.valueBytes) throw invalid(`storage "${storage.key}" has two types`);
        valueBytes.set(storage.key, storage.valueBytes);
      }
      return storage;
    },
  };
  let position = 0;
  const next = (): PickleValue => {
    const { value, end } = readPickle(head, position, path, noting);
    position = end;
    return value;
  };
  if (next() !== magicNumber || next() !== formatVersion) throw invalid('it is of an unknown version of torch.save');
  next(); // byte order and sizes of the machine's types: the storages are little-endian all the same
  const root = next();
  const keys = next();
  if (!isKind(keys, 'list')) throw invalid('it lists no storages');

  const places = new Map<string, { start: number; bytes: number }>();
  for (const key of keys.items) {
    const width = typeof key === 'string' ? valueBytes.get(key) : undefined;
    if (typeof key !== 'string' || width === undefined || places.has(key)) throw invalid('it lists a storage that no tensor has');
    const count = (await readRange(file, position, 8, cutOff)).reduceRight((sum, byte) => sum * 256 + byte, 0);
    places.set(key, { start: position + 8, bytes: count * width });
    position += 8 + count * width;
    if (position > size) throw cutOff();
  }
  return {
    root,
    read: (key, begin, length) => {
      const place = places.get(key);
      if (place === undefined || begin + length > place.bytes) throw invalid(`storage "${key}" is missing or cut off`);
      return readRange(file, place.start + begin, length, cutOff);
    },
  };
}
