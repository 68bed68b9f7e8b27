const encoder = new TextEncoder();

/** Writes the subset of the protobuf wire format that ONNX models need, into one growing buffer. */
export class ProtobufWriter {
  private buffer = new Uint8Array(64);
  private length = 0;

  /** Field of type int32, int64, enum: negative numbers take ten bytes. */
  integer(field: number, value: number): void {
    this.varint(field << 3);
    if (value >= 0) this.varint(value);
    else this.bigVarint(BigInt.asUintN(64, BigInt(value)));
  }

  float(field: number, value: number): void {
    this.varint((field << 3) | 5);
    this.reserve(4);
    new DataView(this.buffer.buffer).setFloat32(this.length, value, true);
    this.length += 4;
  }

  string(field: number, value: string): void {
    this.bytes(field, encoder.encode(value));
  }

  bytes(field: number, value: Uint8Array): void {
    this.varint((field << 3) | 2);
    this.varint(value.length);
    this.reserve(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  /** An embedded message, written by `write`. */
  message(field: number, write: (inner: ProtobufWriter) => void): void {
    const inner = new ProtobufWriter();
    write(inner);
    this.bytes(field, inner.finish());
  }

  /** What has been written; valid until the next write. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.length);
  }

  private varint(value: number): void {
    this.reserve(10);
    while (value > 127) {
      this.buffer[this.length++] = (value % 128) | 128;
      value = Math.floor(value / 128);
    }
    this.buffer[this.length++] = value;
  }

  private bigVarint(value: bigint): void {
    this.reserve(10);
    while (value > 127n) {
      this.buffer[this.length++] = Number(value & 127n) | 128;
      value >>= 7n;
    }
    this.buffer[this.length++] = Number(value);
  }

  private reserve(extra: number): void {
    if (this.length + extra <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + extra));
    larger.set(this.buffer);
    this.buffer = larger;
  }
}
