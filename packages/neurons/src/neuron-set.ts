/** Chosen neurons: indices, one list per layer of a stack. */
export type NeuronSet = readonly (readonly number[])[];

/** Members of each layer. */
export function sizesOf(set: NeuronSet): number[] {
  return set.map(({ length }) => length);
}

/** The members of one layer alone. */
export function onlyLayer(set: NeuronSet, layer: number): NeuronSet {
  return set.map((members, l) => (l === layer ? members : []));
}

/** The lowest layer with a member; Infinity of an empty set. */
export function firstLayer(set: NeuronSet): number {
  const layer = set.findIndex(({ length }) => length > 0);
  return layer === -1 ? Infinity : layer;
}
