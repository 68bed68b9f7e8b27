import type { EncodedExample } from '../types.ts';

/** Header of an entry, as JSON behind its length. */
interface Header {
  n: number;
  /** Masks per example; 0 where the template has none. */
  masks: number;
  /** Bytes of the JSON of names at the end. */
  names: number;
}

type Names = [id: string, group: string | null, originalId: string | null];

/** Encoded examples as bytes: header, lengths, labels, mask positions and token ids as int32, and names as JSON. */
export function packExamples(examples: readonly EncodedExample[]): Uint8Array[] {
  const masks = examples[0]?.maskPositions?.length ?? 0;
  const names = Buffer.from(JSON.stringify(examples.map(({ id, group, originalId }): Names => [id, group ?? null, originalId ?? null])));
  const header = Buffer.from(JSON.stringify({ n: examples.length, masks, names: names.length } satisfies Header));
  // Int32 views need a multiple of four in front.
  const padded = Buffer.concat([header, Buffer.alloc((4 - (header.length % 4)) % 4, ' ')]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(padded.length);
  const numbers = (values: Int32Array) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [
    length, padded,
    numbers(Int32Array.from(examples, ({ ids }) => ids.length)),
    numbers(Int32Array.from(examples, ({ label }) => label)),
    numbers(Int32Array.from(examples.flatMap(({ maskPositions = [] }) => maskPositions))),
    ...examples.map(({ ids }) => numbers(ids)),
    names,
  ];
}

/** What {@link packExamples} wrote; the checksum was right, so the form is. Token ids are views into the bytes. */
export function unpackExamples(bytes: Buffer): EncodedExample[] {
  const start = 4 + bytes.readUInt32LE(0);
  const { n, masks, names: nameBytes } = JSON.parse(bytes.toString('utf8', 4, start)) as Header;
  const namesStart = bytes.length - nameBytes;
  const names = JSON.parse(bytes.toString('utf8', namesStart)) as Names[];
  const aligned = (bytes.byteOffset + start) % 4 === 0 ? bytes.subarray(start, namesStart) : Buffer.from(bytes.subarray(start, namesStart));
  const numbers = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  let at = (2 + masks) * n;
  return Array.from({ length: n }, (_, i) => {
    const [id, group, originalId] = names[i]!;
    const example: EncodedExample = { id, ids: numbers.subarray(at, (at += numbers[i]!)), label: numbers[n + i]! };
    if (group !== null) example.group = group;
    if (originalId !== null) example.originalId = originalId;
    if (masks > 0) example.maskPositions = [...numbers.subarray(2 * n + i * masks, 2 * n + (i + 1) * masks)];
    return example;
  });
}
