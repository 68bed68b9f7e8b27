/** What a pickle of the allowed kinds can hold. Nothing here has behaviour: reading a pickle only builds such values. */
export type PickleValue = null | boolean | number | bigint | string | Uint8Array | PickleObject;

export type PickleObject = PickleSequence<'list'> | PickleSequence<'tuple'> | PickleSequence<'set'> | PickleDictionary | PickleGlobal | HostValue;

export interface PickleSequence<Kind extends 'list' | 'tuple' | 'set'> {
  kind: Kind;
  items: PickleValue[];
}

/** Pairs in the order in which they were set; a later pair replaces an earlier one with the same key. */
export interface PickleDictionary {
  kind: 'dictionary';
  entries: [key: PickleValue, value: PickleValue][];
}

/** A name that the pickle refers to and that its reader knows. */
export interface PickleGlobal {
  kind: 'global';
  name: string;
}

/** Something that the reader's host made, e.g. of a persistent id. */
export interface HostValue {
  kind: 'host';
}

export function isKind<Kind extends PickleObject['kind']>(value: PickleValue | undefined, kind: Kind): value is Extract<PickleObject, { kind: Kind }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
