/** A named array as it lies in a file: row-major float32 values and their shape. */
export interface TensorData {
  shape: readonly number[];
  data: Float32Array;
}

/** An open file of named arrays, whatever its format; arrays are read one by one. */
export interface TensorFile {
  readonly path: string;
  /** Names of the floating-point tensors; others, such as stored position ids, are not weights. */
  readonly names: readonly string[];
  shapeOf(name: string): readonly number[];
  /** How the values are stored: F64, F32, F16 or BF16. */
  dtypeOf(name: string): string;
  /** One tensor as float32. */
  read(name: string): Promise<TensorData>;
  close(): Promise<void>;
}
