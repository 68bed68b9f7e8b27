import { isKind, type PickleObject, type PickleValue } from './pickle-values.ts';
import { refused } from './torch-errors.ts';
import { TorchTensor } from './torch-tensor.ts';

/** State dictionaries nest a few levels deep. */
const maximumDepth = 16;
const maximumNameLength = 1000;

/** Every tensor in the dictionaries, lists and tuples of a pickled value, by its dotted name; `tensor` when it is alone. */
export function namedTensors(root: PickleValue, path: string): Map<string, TorchTensor> {
  const found = new Map<string, TorchTensor>();
  // A collection may hold itself, or be held a thousand times: each is walked once.
  const seen = new Set<PickleObject>();

  const visit = (value: PickleValue, name: string, depth: number): void => {
    if (value instanceof TorchTensor) {
      found.set(name === '' ? 'tensor' : name, value);
      return;
    }
    const children = childrenOf(value);
    if (children.length === 0 || seen.has(value as PickleObject)) return;
    if (depth === maximumDepth) throw refused(path, `the pickle nests its values deeper than ${maximumDepth} levels`);
    seen.add(value as PickleObject);
    for (const [key, child] of children) {
      const childName = name === '' ? key : `${name}.${key}`;
      if (childName.length > maximumNameLength) throw refused(path, `the pickle has a name of more than ${maximumNameLength} characters`);
      visit(child, childName, depth + 1);
    }
  };
  visit(root, '', 0);
  return found;
}

function childrenOf(value: PickleValue): [string, PickleValue][] {
  if (isKind(value, 'dictionary')) {
    return value.entries.filter(([key]) => typeof key === 'string' || typeof key === 'number').map(([key, child]) => [String(key), child]);
  }
  if (isKind(value, 'list') || isKind(value, 'tuple')) return value.items.map((child, i) => [String(i), child]);
  return [];
}
