import { ProtobufWriter } from './protobuf-writer.ts';

function bytesOf(write: (writer: ProtobufWriter) => void): number[] {
  const writer = new ProtobufWriter();
  write(writer);
  return Array.from(writer.finish());
}

// Expected bytes: https://protobuf.dev/programming-guides/encoding/
test('small and large integers', () => {
  expect(bytesOf((writer) => writer.integer(1, 150))).toEqual([0x08, 0x96, 0x01]);
  expect(bytesOf((writer) => writer.integer(1, 2 ** 35))).toEqual([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
});

test('negative integers take ten bytes', () => {
  expect(bytesOf((writer) => writer.integer(1, -2))).toEqual([0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
});

test('fields above 15 have a tag of two bytes', () => {
  expect(bytesOf((writer) => writer.integer(20, 1))).toEqual([0xa0, 0x01, 0x01]);
});

test('strings, floats and embedded messages', () => {
  expect(bytesOf((writer) => writer.string(2, 'testing'))).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
  expect(bytesOf((writer) => writer.float(2, 1))).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  expect(bytesOf((writer) => writer.message(3, (inner) => inner.integer(1, 150)))).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
});

test('the buffer grows with what is written', () => {
  const long = new Uint8Array(100_000).fill(7);
  const bytes = bytesOf((writer) => {
    writer.integer(1, 1);
    writer.bytes(2, long);
    writer.integer(1, 1);
  });
  expect(bytes.length).toBe(2 + 4 + 100_000 + 2);
  expect(bytes.slice(-2)).toEqual([0x08, 0x01]);
});
