/** Rows of ids side by side, padded on the right to one length. `mask` is 1 where a row has an id. */
export function padRows(rows: readonly (readonly number[])[], length: number, pad: number): { values: Int32Array; mask: Float32Array } {
  const values = new Int32Array(rows.length * length).fill(pad);
  const mask = new Float32Array(rows.length * length);
  rows.forEach((row, r) => {
    values.set(row, r * length);
    mask.fill(1, r * length, r * length + row.length);
  });
  return { values, mask };
}

export const roundUp = (value: number, step: number) => Math.ceil(value / step) * step;
