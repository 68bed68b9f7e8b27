import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

/**
 * Gives yauzl the bytes of an open file. yauzl's own reader throws, where nobody can catch it, when a damaged directory points
 * to a place that is no place in any file; this one reports it.
 */
export class ZipFileReader extends RandomAccessReader {
  constructor(
    private readonly file: FileHandle,
    private readonly fileBytes: number,
  ) {
    super();
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    if (position < 0 || position + length > this.fileBytes) {
      setImmediate(callback, new Error('a place beyond the end of the file'));
      return;
    }
    this.file.read(buffer, offset, length, position).then(
      ({ bytesRead }) => callback(bytesRead === length ? null : new Error('unexpected end of file')),
      callback,
    );
  }

  /** The file belongs to whoever opened it. */
  override close(callback: (error: Error | null) => void): void {
    setImmediate(callback, null);
  }
}
