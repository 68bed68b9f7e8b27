import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from 'yauzl';
import { isSkillNeuronsError } from '@skill-neurons/core';
import { readRange } from '../file-range.ts';
import type { Invalid } from './torch-errors.ts';
import { ZipFileReader } from './zip-file-reader.ts';

/** Many times the storages of the largest checkpoints. */
const maximumEntries = 50_000;

/** The records of one zip file as torch.save writes them: stored, not compressed, under one root folder. */
export class ZipRecords {
  private constructor(
    private readonly file: FileHandle,
    private readonly fileBytes: number,
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly invalid: Invalid,
  ) {}

  /** Reads the directory at the end of the file; the file stays open and belongs to the caller. */
  static async open(file: FileHandle, invalid: Invalid): Promise<ZipRecords> {
    const entries = new Map<string, Entry>();
    const { size } = await file.stat();
    try {
      const zip = await fromRandomAccessReaderPromise(new ZipFileReader(file, size), size, { autoClose: false, lazyEntries: true });
      if (zip.entryCount > maximumEntries) throw invalid(`the zip file lists ${zip.entryCount} entries, at most ${maximumEntries} are read`);
      // yauzl refuses names that are absolute or climb out of their folder; none is used as a path all the same.
      for await (const entry of zip.eachEntry()) {
        const name = entry.fileName.slice(entry.fileName.indexOf('/') + 1);
        if (entries.has(name)) throw invalid(`the zip file lists "${name}" twice`);
        entries.set(name, entry);
      }
      return new ZipRecords(file, size, zip, entries, invalid);
    } catch (error) {
      throw isSkillNeuronsError(error) ? error : invalid(`the zip directory is damaged or cut off (${(error as Error).message})`, error);
    }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  sizeOf(name: string): number {
    return this.entry(name).uncompressedSize;
  }

  /** Bytes [begin, begin + length) of a record. A whole record is checked against its CRC-32, where torch noted one. */
  async read(name: string, begin: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.entry(name);
    const start = (await this.dataStart(entry)) + begin;
    if (begin + length > entry.uncompressedSize || start + length > this.fileBytes) throw this.invalid(`record "${name}" is cut off`);
    const bytes = await readRange(this.file, start, length, () => this.invalid(`record "${name}" is cut off`));
    // torch.serialization.set_crc32_options(False) leaves 0.
    if (length === entry.uncompressedSize && entry.crc32 !== 0 && crc32(bytes) !== entry.crc32) throw this.invalid(`record "${name}" is damaged: its CRC-32 differs`);
    return bytes;
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw this.invalid(`it holds no record "${name}"`);
    if (entry.compressionMethod !== 0 || entry.isEncrypted()) throw this.invalid(`record "${name}" is compressed or encrypted, which torch never does`);
    return entry;
  }

  private async dataStart(entry: Entry): Promise<number> {
    try {
      return (await this.zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
    } catch (error) {
      throw this.invalid(`the zip entry "${entry.fileName}" is damaged (${(error as Error).message})`, error);
    }
  }
}
