import { furtherOutput, type GraphNode, type Operand } from './graph-node.ts';
import { sameShape } from './types.ts';

let nextGraphId = 0;

/** Everything that has to run so that `outputs` get values: collected once, in an order fit for running. */
export class RecordedGraph {
  /** Operations, each after its inputs. */
  readonly nodes: GraphNode[] = [];
  /** Known values that the operations read, each under the shape it is read with. */
  readonly feeds: Operand[] = [];
  /** Scalars that are compiled into the graph unless they change. */
  readonly literals: Operand[] = [];
  readonly outputs: readonly GraphNode[];
  private readonly id = nextGraphId++;
  /** Slots of values that are read under a second shape. */
  private readonly furtherViews = new Map<GraphNode, Operand[]>();

  constructor(outputs: Iterable<GraphNode>) {
    this.outputs = [...new Set(outputs)];
    this.collectNodes();
    this.collectValues();
  }

  /** Whether the operations read this value. */
  reads(node: GraphNode): boolean {
    return node.graphId === this.id;
  }

  /** Place of a value among `feeds` or `literals`. */
  slotOf({ node, shape }: Operand): number {
    const list = node.isLiteral ? this.literals : this.feeds;
    const first = list[node.index]!;
    if (sameShape(first.shape, shape)) return node.index;
    const view = this.furtherViews.get(node)!.find((candidate) => sameShape(candidate.shape, shape))!;
    return list.indexOf(view);
  }

  private collectNodes(): void {
    const stack = [...this.outputs];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.value !== null || node.graphId === this.id) continue;
      node.graphId = this.id;
      this.nodes.push(node);
      for (const input of node.inputs) if ('node' in input) stack.push(input.node);
    }
    this.nodes.sort((a, b) => a.id - b.id);
    this.nodes.forEach((node, index) => {
      node.index = index;
    });
  }

  private collectValues(): void {
    for (const node of this.nodes) {
      for (const input of node.inputs) if ('node' in input && input.node.value !== null) this.addValue(input);
    }
  }

  private addValue(operand: Operand): void {
    const { node, shape } = operand;
    const list = node.isLiteral ? this.literals : this.feeds;
    if (node.graphId !== this.id) {
      node.graphId = this.id;
      node.index = list.push(operand) - 1;
    } else if (!sameShape(list[node.index]!.shape, shape)) {
      const views = this.furtherViews.get(node) ?? [];
      this.furtherViews.set(node, views);
      if (views.some((view) => sameShape(view.shape, shape))) return;
      views.push(operand);
      list.push(operand);
    }
  }
}

export function isFurtherOutput(node: GraphNode): boolean {
  return node.op === furtherOutput;
}
