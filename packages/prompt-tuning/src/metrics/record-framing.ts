/** A record of TensorFlow's TFRecord files: length, its checksum, the content, its checksum, all little-endian. */
export function frameRecord(content: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(content.length));
  return Buffer.concat([length, maskedChecksum(length), content, maskedChecksum(content)]);
}

/** CRC-32C (Castagnoli) of each byte, reflected polynomial 0x82f63b78. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0x82f63b78 : remainder >>> 1;
  return remainder;
});

/** Checksum CRC-32C, as an unsigned number. */
export function crc32c(content: Uint8Array): number {
  let checksum = 0xffffffff;
  for (const byte of content) checksum = table[(checksum ^ byte) & 0xff]! ^ (checksum >>> 8);
  return (checksum ^ 0xffffffff) >>> 0;
}

/** Rotated and shifted, as TFRecord stores it, so that the checksum of a content with checksums in it is sound. */
function maskedChecksum(content: Uint8Array): Buffer {
  const checksum = crc32c(content);
  const rotated = ((checksum >>> 15) | (checksum << 17)) >>> 0;
  const masked = Buffer.alloc(4);
  masked.writeUInt32LE((rotated + 0xa282ead8) >>> 0);
  return masked;
}
