import { asOperand, constant, integers, literal, node } from './build.ts';
import type { GraphNode } from './graph-node.ts';
import { Interner } from './interner.ts';
import { RecordedGraph } from './recorded-graph.ts';
import { sameWords, structureOf, type Structure } from './structure.ts';

const interner = new Interner();

function structure(output: GraphNode): Structure {
  return structureOf(new RecordedGraph([output]), interner);
}

function vector(...values: number[]): GraphNode {
  return constant(Float32Array.from(values), [values.length], 'float32');
}

function scaled(x: GraphNode, factor: GraphNode): GraphNode {
  return node('Mul', [x, factor], x.shape, 'float32');
}

function equal(a: Structure, b: Structure): boolean {
  return sameWords(a.words, b.words) && a.hash === b.hash;
}

test('equal graphs over other values have one structure', () => {
  expect(equal(structure(scaled(vector(1, 2), literal(3))), structure(scaled(vector(5, 6), literal(7))))).toBe(true);
});

test('another shape is another structure of the same family', () => {
  const [short, long] = [structure(scaled(vector(1, 2), literal(3))), structure(scaled(vector(1, 2, 3), literal(3)))];
  expect(equal(short, long)).toBe(false);
  expect(short.family).toBe(long.family);
});

test('sharing an input differs from reading two', () => {
  const shared = vector(1, 2);
  expect(equal(structure(scaled(shared, shared)), structure(scaled(vector(1, 2), vector(1, 2))))).toBe(false);
});

test('operation, attributes, integer parameters and view shapes all count', () => {
  const x = vector(1, 2, 3, 4);
  const variants = [
    node('Add', [x, x], [4], 'float32'),
    node('Mul', [x, x], [4], 'float32'),
    node('Softmax', [x], [4], 'float32', { axis: 0 }),
    node('Softmax', [x], [4], 'float32', { axis: -1 }),
    node('ReduceSum', [x, integers([0])], [], 'float32'),
    node('ReduceSum', [x, integers([1])], [], 'float32'),
    node('ReduceSum', [{ ...asOperand(x), shape: [2, 2] }, integers([0])], [], 'float32'),
    node('Gelu', [x], [4], 'float32', null, 'com.microsoft'),
    node('Gelu', [x], [4], 'float32'),
  ].map(structure);
  const equalPairs = variants.flatMap((a, i) => variants.filter((b, j) => j > i && equal(a, b)));
  expect(equalPairs).toEqual([]);
});
