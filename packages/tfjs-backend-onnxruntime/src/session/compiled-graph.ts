import type { GraphNode, Operand } from '../graph/graph-node.ts';
import type { RecordedGraph } from '../graph/recorded-graph.ts';
import type { FeedValues, HostValues } from '../graph/types.ts';
import { HeldValues } from './held-values.ts';
import type { ValueSpec } from './messages.ts';
import { feedName, literalName, valueName } from './model-from-graph.ts';

/** A session together with what was compiled into it. */
export class CompiledGraph {
  /** The number under which the host knows the session. */
  readonly session: number;
  /** Which literals are inputs of the model. */
  readonly isInput: readonly boolean[];
  /** About how much memory the session holds. */
  readonly bytes: number;
  /** Set while the host has not been asked to load it. */
  model: Uint8Array<ArrayBuffer> | null;
  /** The literals as they were when the model was compiled. */
  private readonly literalValues: readonly number[];

  constructor(session: number, graph: RecordedGraph, isInput: readonly boolean[], model: Uint8Array<ArrayBuffer>, bytes: number) {
    this.session = session;
    this.isInput = isInput;
    this.model = model;
    this.bytes = bytes;
    this.literalValues = graph.literals.map(({ node }) => literalValue(node));
  }

  /** Literals of `graph` that have another value than the one compiled in. */
  changedLiterals(graph: RecordedGraph): number[] {
    const changed: number[] = [];
    graph.literals.forEach(({ node }, slot) => {
      if (!this.isInput[slot] && !Object.is(literalValue(node), this.literalValues[slot])) changed.push(slot);
    });
    return changed;
  }

  inputs(graph: RecordedGraph): ValueSpec[] {
    const feeds = graph.feeds.map((operand, slot) => inputSpec(feedName(slot), operand));
    return [...feeds, ...this.literalInputs(graph).map(([operand, slot]) => inputSpec(literalName(slot), operand))];
  }

  outputs(graph: RecordedGraph): ValueSpec[] {
    return graph.outputs.map((node) => ({ name: valueName(node), type: node.type, dims: node.shape }));
  }

  /** What the inputs take from `graph`, in the order of {@link inputs}: values, or the number under which the host keeps them. */
  feeds(graph: RecordedGraph): (number | FeedValues)[] {
    const operands = [...graph.feeds, ...this.literalInputs(graph).map(([operand]) => operand)];
    return operands.map(({ node }) => (node.value instanceof HeldValues ? node.value.number : node.value!));
  }

  private literalInputs(graph: RecordedGraph): [Operand, number][] {
    return graph.literals.map((operand, slot): [Operand, number] => [operand, slot]).filter(([, slot]) => this.isInput[slot]);
  }
}

function inputSpec(name: string, { node, shape }: Operand): ValueSpec {
  return { name, type: node.type, dims: shape };
}

function literalValue({ value }: GraphNode): number {
  return (value as HostValues)[0]!;
}
