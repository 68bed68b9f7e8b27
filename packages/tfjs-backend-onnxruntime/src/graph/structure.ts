import type { GraphNode, NodeInput } from './graph-node.ts';
import type { Interner } from './interner.ts';
import type { RecordedGraph } from './recorded-graph.ts';
import { sameShape } from './types.ts';

/** What makes two recorded graphs the same but for the values that flow through them. */
export interface Structure {
  /** The whole structure as numbers: equal structures have equal words. */
  words: Int32Array;
  hash: number;
  /** Equal for graphs that differ in shapes only. */
  family: number;
}

const integersMark = -1;
const nodeMark = -2;
const literalMark = -3;
const feedMark = -4;

/** Spells a graph out as a sequence of numbers, without building text for anything but signatures. */
export function structureOf(graph: RecordedGraph, interner: Interner): Structure {
  const words: number[] = [];
  let family = 17;
  for (const node of graph.nodes) {
    words.push(signatureOf(node, interner));
    family = mix(family, interner.idOf(node.op));
    for (const input of node.inputs) pushInput(words, input, graph, interner);
  }
  for (const output of graph.outputs) words.push(output.index);
  let hash = words.length;
  for (const word of words) hash = mix(hash, word);
  return { words: Int32Array.from(words), hash, family };
}

function signatureOf(node: GraphNode, interner: Interner): number {
  const attributes = node.attributes === null ? '' : JSON.stringify(node.attributes);
  return interner.idOf(`${node.op}|${node.domain}|${node.type}|${node.outputCount}|${node.shape.join()}|${attributes}`);
}

function pushInput(words: number[], input: NodeInput, graph: RecordedGraph, interner: Interner): void {
  if ('int64' in input) {
    words.push(integersMark, interner.idOf(input.int64.join()));
    return;
  }
  const { node, shape } = input;
  if (node.value === null) {
    words.push(nodeMark, node.index, sameShape(node.shape, shape) ? -1 : interner.idOf(shape.join()));
  } else {
    words.push(node.isLiteral ? literalMark : feedMark, graph.slotOf(input), interner.idOf(node.type), interner.idOf(shape.join()));
  }
}

function mix(hash: number, word: number): number {
  const scrambled = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
  return Math.imul((hash << 13) | (hash >>> 19), 5) + (scrambled ^ (scrambled >>> 12)) + 0x165667b1 | 0;
}

export function sameWords(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
