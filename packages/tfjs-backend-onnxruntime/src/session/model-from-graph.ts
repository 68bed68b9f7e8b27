import type { GraphNode, NodeInput } from '../graph/graph-node.ts';
import { isFurtherOutput, type RecordedGraph } from '../graph/recorded-graph.ts';
import { sameShape, type HostValues, type OnnxType, type Shape } from '../graph/types.ts';
import { encodeModel, type OnnxInitializer, type OnnxNode, type OnnxValue } from '../onnx/onnx-model.ts';

export function feedName(slot: number): string {
  return `f${slot}`;
}

export function literalName(slot: number): string {
  return `l${slot}`;
}

/** Name of a node's value in the ONNX graph; ONNX Runtime's errors quote it. */
export function valueName(node: GraphNode): string {
  if (!isFurtherOutput(node)) return `n${node.index}`;
  const [main] = node.inputs;
  return `n${(main as { node: GraphNode }).node.index}x${node.attributes!['index'] as number}`;
}

/**
 * Encodes a recorded graph as an ONNX model.
 * @param isInput tells for each literal whether it is an input of the model or compiled in
 */
export function modelFromGraph(graph: RecordedGraph, isInput: readonly boolean[]): Uint8Array<ArrayBuffer> {
  return new ModelBuilder(graph, isInput).build();
}

class ModelBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly initializers: OnnxInitializer[] = [];
  private readonly inputs: OnnxValue[] = [];
  private readonly integerNames = new Map<string, string>();
  private readonly reshapedNames = new Set<string>();
  private readonly graph: RecordedGraph;
  private readonly isInput: readonly boolean[];

  constructor(graph: RecordedGraph, isInput: readonly boolean[]) {
    this.graph = graph;
    this.isInput = isInput;
  }

  build(): Uint8Array<ArrayBuffer> {
    const { feeds, literals, nodes, outputs } = this.graph;
    feeds.forEach(({ node, shape }, slot) => this.inputs.push({ name: feedName(slot), type: node.type, shape }));
    literals.forEach(({ node, shape }, slot) => {
      const value = { name: literalName(slot), type: node.type, shape };
      if (this.isInput[slot]) this.inputs.push(value);
      else this.initializers.push({ ...value, data: node.value as HostValues });
    });
    // ONNX Runtime runs what was added first as late as it can: weights then widen one by one, each shortly before its use.
    for (const node of nodes) if (isWidening(node)) this.addNode(node);
    for (const node of nodes) if (!isWidening(node)) this.addNode(node);
    return encodeModel({
      nodes: this.nodes,
      initializers: this.initializers,
      inputs: this.inputs,
      outputs: outputs.map((node) => ({ name: valueName(node), type: node.type, shape: node.shape })),
    });
  }

  private addNode(node: GraphNode): void {
    if (isFurtherOutput(node)) return;
    const inputs = node.inputs.map((input) => this.inputName(input));
    const outputs = [valueName(node)];
    for (let i = 1; i < node.outputCount; i++) outputs.push(`${valueName(node)}x${i}`);
    this.nodes.push({ op: node.op, domain: node.domain, inputs, outputs, attributes: node.attributes });
  }

  private inputName(input: NodeInput): string {
    if ('int64' in input) return this.integers(input.int64);
    const { node, shape } = input;
    if (node.value !== null) return node.isLiteral ? literalName(this.graph.slotOf(input)) : feedName(this.graph.slotOf(input));
    return sameShape(node.shape, shape) ? valueName(node) : this.reshaped(valueName(node), shape);
  }

  private integers(values: readonly number[]): string {
    const key = values.join();
    const known = this.integerNames.get(key);
    if (known !== undefined) return known;
    const name = `c${this.integerNames.size}`;
    this.integerNames.set(key, name);
    const type: OnnxType = 'int64';
    this.initializers.push({ name, type, shape: [values.length], data: BigInt64Array.from(values, BigInt) });
    return name;
  }

  private reshaped(source: string, shape: Shape): string {
    const name = `${source}r${shape.join('x')}`;
    if (!this.reshapedNames.has(name)) {
      this.reshapedNames.add(name);
      this.nodes.push({ op: 'Reshape', domain: '', inputs: [source, this.integers(shape)], outputs: [name], attributes: null });
    }
    return name;
  }
}

/** The cast of values that are stored as float16. */
function isWidening({ op, inputs: [input] }: GraphNode): boolean {
  return op === 'Cast' && input !== undefined && 'node' in input && input.node.type === 'float16' && input.node.value !== null;
}
