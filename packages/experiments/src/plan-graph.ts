import type { Job } from './job.ts';

/** A language for drawings. */
export type GraphFormat = 'mermaid' | 'dot';

/** Plans of more jobs are drawn by stage and model. */
const mostJobs = 120;

interface Node {
  id: string;
  text: string;
}

/** A plan as a drawing: jobs and what they read, or for large plans the stages of each model with how many jobs they have. */
export function planGraph(jobs: readonly Job[], format: GraphFormat, { byStage = jobs.length > mostJobs }: { byStage?: boolean } = {}): string {
  const nodeOf = byStage ? stagesOf(jobs) : new Map(jobs.map((job, i): [string, Node] => [job.key, { id: `j${i}`, text: job.label }]));
  const edges = new Map<string, [Node, Node]>();
  for (const job of jobs) {
    const to = nodeOf.get(job.key)!;
    for (const key of Object.values(job.inputs)) {
      const from = nodeOf.get(key)!;
      edges.set(`${from.id} ${to.id}`, [from, to]);
    }
  }
  const nodes = [...new Set(nodeOf.values())];
  return format === 'dot' ? dot(nodes, [...edges.values()]) : mermaid(nodes, [...edges.values()]);
}

function stagesOf(jobs: readonly Job[]): Map<string, Node> {
  const stages = new Map<string, Node & { jobs: number }>();
  const nodes = new Map<string, Node>();
  for (const { key, kind, parameters: { model } } of jobs) {
    const name = `${kind} ${model}`;
    const stage = stages.get(name) ?? { id: `s${stages.size}`, text: '', jobs: 0 };
    stage.jobs++;
    stage.text = `${name}: ${stage.jobs} ${stage.jobs === 1 ? 'job' : 'jobs'}`;
    stages.set(name, stage);
    nodes.set(key, stage);
  }
  return nodes;
}

function mermaid(nodes: readonly Node[], edges: readonly [Node, Node][]): string {
  const text = (label: string) => label.replace(/["<>&#\n]/g, (character) => `#${character.charCodeAt(0)};`);
  return ['flowchart LR', ...nodes.map(({ id, text: label }) => `  ${id}["${text(label)}"]`), ...edges.map(([from, to]) => `  ${from.id} --> ${to.id}`), ''].join('\n');
}

function dot(nodes: readonly Node[], edges: readonly [Node, Node][]): string {
  return ['digraph study {', '  rankdir=LR;', '  node [shape=box];', ...nodes.map(({ id, text }) => `  ${id} [label=${JSON.stringify(text)}];`), ...edges.map(([from, to]) => `  ${from.id} -> ${to.id};`), '}', ''].join('\n');
}
