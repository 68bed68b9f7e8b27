import { PickleCursor } from './pickle-cursor.ts';
import { isKind, type PickleGlobal, type PickleObject, type PickleValue } from './pickle-values.ts';
import { invalidTorchFile, refused } from './torch-errors.ts';

/** What a pickle may refer to. Each function throws for what it does not know; none runs anything of the pickle's. */
export interface PickleHost {
  /** The value of a name, e.g. `collections.OrderedDict`. */
  global(module: string, name: string): PickleGlobal;
  /** The result of calling a global. */
  call(callee: PickleGlobal, args: readonly PickleValue[]): PickleValue;
  /** The value behind a persistent id. */
  persistent(id: PickleValue): PickleValue;
}

/**
 * Bound on the steps of a pickle, each of which makes at most one small object: about a hundred times what the largest model
 * in use needs, and at most a few hundred megabytes.
 */
const maximumSteps = 2_000_000;

/**
 * Reads one pickle of protocols 2 to 5 from `offset`. A pickle is a program for a stack machine; this one has only the
 * instructions that make plain data, and leaves names, calls and persistent ids to its host.
 * @returns the value and the place behind the pickle.
 * @throws TORCH_FILE_INVALID, TORCH_PICKLE_REFUSED
 */
export function readPickle(bytes: Uint8Array, offset: number, path: string, host: PickleHost): { value: PickleValue; end: number } {
  const machine = new PickleMachine(bytes, offset, path, host);
  for (let step = 0; step < maximumSteps; step++) {
    if (machine.step()) return { value: machine.pop(), end: machine.position };
  }
  throw refused(path, `the pickle has more than ${maximumSteps} steps`);
}

class PickleMachine {
  private readonly cursor: PickleCursor;
  private readonly stack: PickleValue[] = [];
  /** Heights of the stack at the open marks. */
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private readonly invalid;

  constructor(
    bytes: Uint8Array,
    offset: number,
    private readonly path: string,
    private readonly host: PickleHost,
  ) {
    this.invalid = invalidTorchFile(path);
    this.cursor = new PickleCursor(bytes, offset, this.invalid);
  }

  get position(): number {
    return this.cursor.position;
  }

  pop(): PickleValue {
    this.demand(1);
    return this.stack.pop()!;
  }

  /** Executes one instruction. @returns whether it was the last */
  step(): boolean {
    const { cursor, stack } = this;
    const place = cursor.position;
    const code = cursor.uint8();
    switch (String.fromCharCode(code)) {
      case '\x80': this.checkProtocol(cursor.uint8()); break;
      case '\x95': cursor.length64(); break; // a frame only helps readers that buffer
      case '.': return true;
      case '(': this.marks.push(stack.length); break;
      case '0': this.pop(); break;
      case '1': this.takeMarked(); break;
      case '2': stack.push(this.top()); break;

      case 'N': stack.push(null); break;
      case '\x88': stack.push(true); break;
      case '\x89': stack.push(false); break;
      case 'K': stack.push(cursor.uint8()); break;
      case 'M': stack.push(cursor.uint16()); break;
      case 'J': stack.push(cursor.int32()); break;
      case '\x8a': stack.push(cursor.long(cursor.uint8())); break;
      case 'G': stack.push(cursor.float64()); break;
      case 'X': stack.push(cursor.text(cursor.uint32())); break;
      case '\x8c': stack.push(cursor.text(cursor.uint8())); break;
      case '\x8d': stack.push(cursor.text(cursor.length64())); break;
      case 'T': stack.push(cursor.text(cursor.uint32())); break;
      case 'U': stack.push(cursor.text(cursor.uint8())); break;
      case 'B': stack.push(cursor.take(cursor.uint32())); break;
      case 'C': stack.push(cursor.take(cursor.uint8())); break;
      case '\x8e': stack.push(cursor.take(cursor.length64())); break;

      case ')': stack.push(sequence('tuple', [])); break;
      case '\x85': stack.push(sequence('tuple', this.popMany(1))); break;
      case '\x86': stack.push(sequence('tuple', this.popMany(2))); break;
      case '\x87': stack.push(sequence('tuple', this.popMany(3))); break;
      case 't': stack.push(sequence('tuple', this.takeMarked())); break;
      case ']': stack.push(sequence('list', [])); break;
      case 'l': stack.push(sequence('list', this.takeMarked())); break;
      case 'a': this.append(this.popMany(1), 'list'); break;
      case 'e': this.append(this.takeMarked(), 'list'); break;
      case '\x8f': stack.push(sequence('set', [])); break;
      case '\x90': this.append(this.takeMarked(), 'set'); break;
      case '}': stack.push({ kind: 'dictionary', entries: [] }); break;
      case 's': this.setItems(this.popMany(2)); break;
      case 'u': this.setItems(this.takeMarked()); break;

      case 'q': this.memo.set(cursor.uint8(), this.top()); break;
      case 'r': this.memo.set(cursor.uint32(), this.top()); break;
      case '\x94': this.memo.set(this.memo.size, this.top()); break;
      case 'h': stack.push(this.remembered(cursor.uint8())); break;
      case 'j': stack.push(this.remembered(cursor.uint32())); break;

      case 'c': stack.push(this.host.global(cursor.line(), cursor.line())); break;
      case '\x93': this.stackGlobal(); break;
      case 'R': this.call(); break;
      case 'b': this.build(); break;
      case 'Q': stack.push(this.host.persistent(this.pop())); break;
      default:
        throw refused(this.path, `the pickle has the instruction 0x${code.toString(16).padStart(2, '0')} at byte ${place}, which plain tensors do not need`);
    }
    return false;
  }

  private checkProtocol(protocol: number): void {
    if (protocol < 2 || protocol > 5) throw this.invalid(`pickle protocol ${protocol} is not known`);
  }

  /** The lowest value that instructions may take: what lies below an open mark is out of reach. */
  private get floor(): number {
    return this.marks.at(-1) ?? 0;
  }

  private demand(count: number): void {
    if (this.stack.length - this.floor < count) throw this.invalid('the pickle takes more from its stack than is there');
  }

  private top(): PickleValue {
    this.demand(1);
    return this.stack.at(-1)!;
  }

  private popMany(count: number): PickleValue[] {
    this.demand(count);
    return this.stack.splice(this.stack.length - count);
  }

  private takeMarked(): PickleValue[] {
    const height = this.marks.pop();
    if (height === undefined) throw this.invalid('the pickle closes a mark that it did not open');
    return this.stack.splice(height);
  }

  private remembered(index: number): PickleValue {
    const value = this.memo.get(index);
    if (value === undefined) throw this.invalid(`the pickle recalls a value ${index} that it did not store`);
    return value;
  }

  private append(items: PickleValue[], kind: 'list' | 'set'): void {
    const target = this.top();
    if (!isKind(target, kind)) throw this.invalid(`the pickle appends to what is no ${kind}`);
    // Not spread: a call takes only some ten thousand arguments.
    for (const item of items) target.items.push(item);
  }

  private setItems(items: PickleValue[]): void {
    const target = this.top();
    if (!isKind(target, 'dictionary') || items.length % 2 !== 0) throw this.invalid('the pickle sets items of what is no dictionary');
    for (let i = 0; i < items.length; i += 2) target.entries.push([items[i]!, items[i + 1]!]);
  }

  private stackGlobal(): void {
    const [module, name] = this.popMany(2);
    if (typeof module !== 'string' || typeof name !== 'string') throw this.invalid('the pickle names a global by what is no text');
    this.stack.push(this.host.global(module, name));
  }

  private call(): void {
    const [callee, args] = this.popMany(2) as [PickleValue, PickleValue];
    if (!isKind(callee, 'global') || !isKind(args, 'tuple')) throw this.invalid('the pickle calls what is no function');
    this.stack.push(this.host.call(callee, args.items));
  }

  /** State set on an object: torch notes versions on its dictionaries so, which nobody needs to read tensors. */
  private build(): void {
    this.pop();
    if (!isKind(this.top(), 'dictionary')) throw refused(this.path, 'the pickle sets the state of an object');
  }
}

function sequence(kind: 'list' | 'tuple' | 'set', items: PickleValue[]): PickleValue {
  return { kind, items } as PickleObject;
}

