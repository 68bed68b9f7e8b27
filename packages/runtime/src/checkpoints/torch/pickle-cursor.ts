import type { Invalid } from './torch-errors.ts';

/** Reads numbers and texts of a pickle in order, never beyond its end. */
export class PickleCursor {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    /** Place of the next byte. */
    public position: number,
    private readonly invalid: Invalid,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.position) throw this.invalid('the pickle is cut off');
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }

  uint8 = () => this.view.getUint8(this.advance(1));
  uint16 = () => this.view.getUint16(this.advance(2), true);
  int32 = () => this.view.getInt32(this.advance(4), true);
  uint32 = () => this.view.getUint32(this.advance(4), true);
  /** Big-endian, the one such number of the format. */
  float64 = () => this.view.getFloat64(this.advance(8), false);

  /** An unsigned length of eight bytes. */
  length64(): number {
    const length = this.view.getBigUint64(this.advance(8), true);
    if (length > BigInt(this.bytes.length)) throw this.invalid('the pickle is cut off');
    return Number(length);
  }

  /** A little-endian two's complement integer of any length up to sixteen bytes. */
  long(length: number): number | bigint {
    if (length > 16) throw this.invalid(`the pickle holds an integer of ${length} bytes`);
    let value = 0n;
    for (const byte of [...this.take(length)].reverse()) value = (value << 8n) | BigInt(byte);
    const signed = BigInt.asIntN(Math.max(8, 8 * length), value);
    return signed >= BigInt(Number.MIN_SAFE_INTEGER) && signed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(signed) : signed;
  }

  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  /** Text up to the next line feed. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) throw this.invalid('the pickle is cut off');
    const text = this.text(end - this.position);
    this.position = end + 1;
    return text;
  }

  private advance(length: number): number {
    this.take(length);
    return this.position - length;
  }
}
