import { furtherOutput, GraphNode, type IntegerList, type NodeInput, type Operand } from './graph-node.ts';
import type { Attributes, GraphType, HostValues, OnnxType, Shape } from './types.ts';
import { newValues, sameShape } from './types.ts';

export const microsoft = 'com.microsoft';

/** ONNX TensorProto.DataType. */
export const onnxTypeCode: Record<OnnxType, number> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10, float64: 11 };

type Source = GraphNode | Operand | IntegerList;

function asInput(source: Source): NodeInput {
  return source instanceof GraphNode ? { node: source, shape: source.shape } : source;
}

export function asOperand(source: GraphNode | Operand): Operand {
  return source instanceof GraphNode ? { node: source, shape: source.shape } : source;
}

/** Records an ONNX operation. */
export function node(op: string, inputs: readonly Source[], shape: Shape, type: OnnxType, attributes: Attributes | null = null, domain = ''): GraphNode {
  return new GraphNode(op, inputs.map(asInput), shape, type, attributes, domain);
}

/** Output number `index` of a node that was recorded with several. */
export function outputOf(main: GraphNode, index: number, shape: Shape, type: OnnxType = main.type): GraphNode {
  main.outputCount = Math.max(main.outputCount, index + 1);
  return new GraphNode(furtherOutput, [asInput(main)], shape, type, { index }, '');
}

export function integers(values: readonly number[]): IntegerList {
  return { int64: values };
}

/** A value on the host as a node. */
export function constant(values: HostValues, shape: Shape, type: GraphType): GraphNode {
  const result = new GraphNode('Constant', [], shape, type, null, '');
  result.value = values;
  result.isLiteral = values.length === 1;
  return result;
}

export function literal(value: number, type: GraphType = 'float32'): GraphNode {
  const values = newValues(type, 1);
  values[0] = value;
  return constant(values, [], type);
}

export function reshaped(source: GraphNode | Operand, shape: Shape): Operand {
  return { node: source instanceof GraphNode ? source : source.node, shape };
}

export function cast(source: GraphNode | Operand, type: OnnxType): Operand {
  const x = asOperand(source);
  return x.node.type === type ? x : asOperand(node('Cast', [x], x.shape, type, { to: onnxTypeCode[type] }));
}

/** To int32 by truncation; NaN, infinities and what does not fit become 0 (ONNX leaves them to the processor). */
export function truncateToInt32(source: GraphNode | Operand): Operand {
  const x = asOperand(source);
  const bound = (value: number): Operand => cast(literal(value), x.node.type);
  const above = node('GreaterOrEqual', [x, bound(-(2 ** 31))], x.shape, 'bool');
  const below = node('Less', [x, bound(2 ** 31)], x.shape, 'bool');
  const fits = node('And', [above, below], x.shape, 'bool');
  return cast(node('Where', [fits, x, bound(0)], x.shape, x.node.type), 'int32');
}

/** Broadcasts to `shape` without copying yet: see {@link beforeExpansion}. */
export function expand(source: GraphNode | Operand, shape: Shape): Operand {
  const x = asOperand(source);
  if (sameShape(x.shape, shape)) return x;
  const result = node('Expand', [x, integers(shape)], shape, x.node.type);
  result.expandedFrom = x;
  return asOperand(result);
}

/** The operand of which this one is a mere expansion, or itself: element-wise kernels work on the smaller tensor. */
export function beforeExpansion(x: Operand): Operand {
  const { expandedFrom, shape } = x.node;
  return expandedFrom !== null && sameShape(shape, x.shape) ? expandedFrom : x;
}

export function fill(value: number, shape: Shape, type: GraphType): Operand {
  return expand(literal(value, type), shape);
}
