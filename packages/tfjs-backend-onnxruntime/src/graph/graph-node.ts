import type { HeldValues } from '../session/held-values.ts';
import type { Attributes, FeedValues, OnnxType, Shape } from './types.ts';

/** A node seen under a shape, which may differ from its own when a reshape lies between. */
export interface Operand {
  readonly node: GraphNode;
  readonly shape: Shape;
}

/** A constant int64 vector: axes, target shapes, slice bounds. Part of the graph's structure. */
export interface IntegerList {
  readonly int64: readonly number[];
}

export type NodeInput = Operand | IntegerList;

/** Gives access to a further output of a node such as LayerNormalization. */
export const furtherOutput = '#output';

let nextId = 0;
let recordingKernel = '';

/** Names the TensorFlow.js kernel that the next nodes belong to, for error messages. */
export function startKernel(name: string): void {
  recordingKernel = name;
}

export function recordedNodeCount(): number {
  return nextId;
}

/** One recorded operation, or a value. Ids grow, so that sorting by id is a topological order. */
export class GraphNode {
  readonly id = nextId++;
  readonly kernel = recordingKernel;
  /** Set once the value is known, here or to the session host: then the node is an input of later graphs. */
  value: FeedValues | HeldValues | null = null;
  /** How many live tensors and reads under way need the value. */
  holders = 0;
  /** A constant of one element: part of the graph until it changes. */
  isLiteral = false;
  /** For an Expand: what it expands, so that element-wise kernels can work on the smaller tensor. */
  expandedFrom: Operand | null = null;
  /** How many outputs the ONNX node has. */
  outputCount = 1;
  /** The last graph it was collected into, and its place there. */
  graphId = -1;
  index = -1;

  constructor(
    readonly op: string,
    public inputs: readonly NodeInput[],
    readonly shape: Shape,
    readonly type: OnnxType,
    readonly attributes: Attributes | null,
    readonly domain: string,
  ) {}

  /** Takes a value in and forgets how it was made. */
  settle(value: FeedValues | HeldValues): void {
    this.value = value;
    this.inputs = [];
    this.expandedFrom = null;
  }
}
