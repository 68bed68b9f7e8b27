import type { PickleHost } from './pickle-machine.ts';
import { isKind, type PickleGlobal, type PickleValue } from './pickle-values.ts';
import { invalidTorchFile, refused, type Invalid } from './torch-errors.ts';
import { TorchStorage, TorchTensor } from './torch-tensor.ts';

/** Storage classes and how their values are stored: dtype by the names of the safetensors format, bytes per value. */
const storageTypes: Readonly<Record<string, readonly [dtype: string, valueBytes: number]>> = {
  'torch.DoubleStorage': ['F64', 8],
  'torch.FloatStorage': ['F32', 4],
  'torch.HalfStorage': ['F16', 2],
  'torch.BFloat16Storage': ['BF16', 2],
  'torch.LongStorage': ['I64', 8],
  'torch.IntStorage': ['I32', 4],
  'torch.ShortStorage': ['I16', 2],
  'torch.CharStorage': ['I8', 1],
  'torch.ByteStorage': ['U8', 1],
  'torch.BoolStorage': ['BOOL', 1],
};

type Call = (args: readonly PickleValue[], invalid: Invalid) => PickleValue;

/** The only functions that a pickle may call, each as this reader understands it. */
const calls: Readonly<Record<string, Call>> = {
  'collections.OrderedDict': emptyDictionary,
  'torch._utils._rebuild_tensor': rebuildTensor,
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': ([tensor], invalid) => {
    if (tensor instanceof TorchTensor) return tensor;
    throw invalid('a parameter is rebuilt from what is no tensor');
  },
};

/** More dimensions than any weight has. */
const maximumRank = 16;

/** The names, calls and storages that files of torch.save may use; everything else is refused by its name. */
export function torchHost(path: string): PickleHost {
  const invalid = invalidTorchFile(path);
  return {
    global: (module, name) => {
      const full = `${module}.${name}`;
      if (Object.hasOwn(storageTypes, full) || Object.hasOwn(calls, full)) return { kind: 'global', name: full };
      throw refused(path, `the pickle asks for ${JSON.stringify(full.slice(0, 200))}`);
    },
    call: ({ name }: PickleGlobal, args) => {
      if (!Object.hasOwn(calls, name)) throw invalid(`the pickle calls ${name}`);
      return calls[name]!(args, invalid);
    },
    persistent: (id) => storage(id, invalid),
  };
}

function emptyDictionary(args: readonly PickleValue[], invalid: Invalid): PickleValue {
  // torch fills its dictionaries item by item; filling them here would let one list be copied without end.
  if (args.length > 0) throw invalid('an OrderedDict is made from a list');
  return { kind: 'dictionary', entries: [] };
}

/** `('storage', class, key, location, length)`, in files before PyTorch 1.6 with `(key, offset, length)` of a part, or None. */
function storage(id: PickleValue, invalid: Invalid): TorchStorage {
  const [tag, type, key, , length, part = null] = isKind(id, 'tuple') ? id.items : [];
  const known = isKind(type, 'global') && Object.hasOwn(storageTypes, type.name) ? storageTypes[type.name] : undefined;
  if (tag !== 'storage' || known === undefined || typeof key !== 'string' || !isCount(length)) throw invalid('the pickle has a persistent id that is no storage');
  const [dtype, valueBytes] = known;
  if (part === null) return new TorchStorage(key, dtype, valueBytes, length, 0);
  const [, begin, partLength] = isKind(part, 'tuple') ? part.items : [];
  if (!isCount(begin) || !isCount(partLength) || begin + partLength > length) throw invalid(`storage "${key}" is no part of its whole`);
  return new TorchStorage(key, dtype, valueBytes, partLength, begin);
}

/** `(storage, offset, shape, strides, ...)`: what follows concerns gradients. */
function rebuildTensor([stored, offset, shape, strides]: readonly PickleValue[], invalid: Invalid): TorchTensor {
  if (!(stored instanceof TorchStorage) || !isCount(offset)) throw invalid('a tensor is rebuilt from what is no storage');
  const tensor = new TorchTensor(stored, offset, counts(shape, invalid), counts(strides, invalid));
  if (tensor.shape.length !== tensor.strides.length) throw invalid('a tensor has other dimensions than strides');
  if (!Number.isSafeInteger(tensor.size) || offset + tensor.span > stored.length) {
    throw invalid(`a tensor [${tensor.shape.join(', ')}] reaches beyond storage "${stored.key}" of ${stored.length} values`);
  }
  return tensor;
}

function counts(value: PickleValue | undefined, invalid: Invalid): number[] {
  const items = isKind(value, 'tuple') || isKind(value, 'list') ? value.items : undefined;
  if (items === undefined || items.length > maximumRank || !items.every(isCount)) throw invalid('a tensor has malformed dimensions');
  return [...items];
}

function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
