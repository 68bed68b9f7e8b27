// @ts-check
/**
 * Decodes a parquet file in a process of its own, one row group for each `next` message. Plain JavaScript, as it is started
 * by its file name. A damaged or hostile file may make the decoder loop, run out of memory or abort Node: it then takes
 * only this process with it.
 */
import { open } from 'node:fs/promises';
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/**
 * @typedef {{ path: string, wanted: string[], maxBytes: number }} Request
 * @typedef {string | null | undefined} Cell text, null, or undefined for a list or an object
 */

process.on('disconnect', () => process.exit());
process.once('message', (request) => {
  void decode(/** @type {Request} */ (request)).catch((error) => {
    send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  });
});

/** @param {Request} request */
async function decode({ path, wanted, maxBytes }) {
  const handle = await open(path);
  const { size } = await handle.stat();
  const file = {
    byteLength: size,
    /** @param {number} start @param {number} [end] */
    async slice(start, end = size) {
      if (!(start >= 0 && end >= start && end <= size)) throw new Error(`it points to bytes ${start} to ${end} of ${size}`);
      if (end - start > maxBytes) throw new Error(`a part of it has ${end - start} bytes, more than the limit of ${maxBytes}`);
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new Error('it became shorter while it was read');
      return bytes.buffer;
    },
  };
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const { children } = parquetSchema(metadata);
  const names = children.map((child) => child.element.name);
  const columns = wanted.filter((name) => children.some((child) => child.element.name === name && child.children.length === 0));
  send({ kind: 'opened', names });
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    await nextMessage();
    const count = Number(group.num_rows);
    if (!Number.isSafeInteger(count) || count < 0) throw new Error(`a row group has ${count} rows`);
    const rowEnd = rowStart + count;
    const rows = columns.length === 0 ? [] : await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd, compressors: boundedCompressors(maxBytes) });
    if (columns.length > 0 && rows.length !== count) throw new Error(`a row group has ${rows.length} rows instead of ${count}`);
    send({ kind: 'group', count, cells: Object.fromEntries(columns.map((column) => [column, rows.map((row) => cellText(row[column]))])) });
    rowStart = rowEnd;
  }
  await nextMessage();
  send({ kind: 'end' });
}

/** @param {object} message */
const send = (message) => void process.send?.(message);

const nextMessage = () => new Promise((resolve) => process.once('message', resolve));

/** The decompressors, which never make more bytes than the limit. @param {number} maxBytes @returns {typeof compressors} */
function boundedCompressors(maxBytes) {
  return Object.fromEntries(
    Object.entries(compressors).map(([codec, decompress]) => [
      codec,
      (/** @type {Uint8Array} */ input, /** @type {number} */ length) => {
        if (!(length >= 0 && length <= maxBytes)) throw new Error(`a page has ${length} bytes, more than the limit of ${maxBytes}`);
        return decompress(input, length);
      },
    ]),
  );
}

/** @param {unknown} value @returns {Cell} */
function cellText(value) {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? undefined : String(value);
}
