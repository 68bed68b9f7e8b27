import type { DataType } from '@tensorflow/tfjs-core';

export type Shape = readonly number[];
export type HostValues = Float32Array | Int32Array | Uint8Array;
/** What a session can be fed with: host values, or float16 as its bits. */
export type FeedValues = HostValues | Uint16Array;
/** The tensor types that take part in a graph; string and complex64 tensors stay on the host. */
export type GraphType = 'float32' | 'int32' | 'bool';
/** Also the types that only occur between two nodes. */
export type OnnxType = GraphType | 'uint8' | 'int64' | 'float64' | 'float16';

/** An attribute that ONNX stores as a float even where its value is whole. */
export interface FloatAttribute {
  float: number;
}
export type AttributeValue = number | string | readonly number[] | FloatAttribute;
export type Attributes = Readonly<Record<string, AttributeValue>>;

export function isGraphType(dtype: DataType): dtype is GraphType {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

export function newValues(type: GraphType, size: number): HostValues {
  if (type === 'float32') return new Float32Array(size);
  return type === 'int32' ? new Int32Array(size) : new Uint8Array(size);
}
