import type { HostValue } from './pickle-values.ts';

/** A run of values in the file that tensors are views of. */
export class TorchStorage implements HostValue {
  readonly kind = 'host';

  constructor(
    /** Its name in the file. */
    readonly key: string,
    /** By the names of the safetensors format. */
    readonly dtype: string,
    /** Bytes of one value. */
    readonly valueBytes: number,
    /** Number of values that tensors may use. */
    readonly length: number,
    /** Where these begin in the stored run, in values: not 0 where an old file stores one storage as a part of another. */
    readonly begin: number,
  ) {}
}

/** A view of a storage; offset and strides count values. */
export class TorchTensor implements HostValue {
  readonly kind = 'host';

  constructor(
    readonly storage: TorchStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}

  /** Number of values. */
  get size(): number {
    return this.shape.reduce((product, side) => product * side, 1);
  }

  /** Values of the storage from the first to the last that the tensor uses; 0 for an empty tensor. */
  get span(): number {
    return this.size === 0 ? 0 : 1 + this.shape.reduce((sum, side, i) => sum + (side - 1) * this.strides[i]!, 0);
  }

  /** Whether the values lie in row-major order without gaps. */
  get contiguous(): boolean {
    let expected = 1;
    for (let i = this.shape.length - 1; i >= 0; i--) {
      if (this.shape[i] !== 1 && this.strides[i] !== expected) return false;
      expected *= this.shape[i]!;
    }
    return true;
  }
}
