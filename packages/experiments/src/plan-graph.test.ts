import { planGraph } from './plan-graph.ts';
import { planSimulatedStudy } from './testing/simulated-study.ts';

test('each job and each input is drawn once; an input that is read under two names too', async () => {
  const { plan: { jobs } } = await planSimulatedStudy({ models: 1, tasks: 1, seeds: 2 });
  const edges = jobs.reduce((sum, { inputs }) => sum + new Set(Object.values(inputs)).size, 0);
  const dot = planGraph(jobs, 'dot');
  expect(dot.match(/label=/g)).toHaveLength(jobs.length);
  expect(dot.match(/->/g)).toHaveLength(edges);
  expect(planGraph(jobs, 'mermaid').match(/-->/g)).toHaveLength(edges);
});

test('a large plan is drawn by stage', async () => {
  const { plan: { jobs } } = await planSimulatedStudy({ models: 2, tasks: 9, seeds: 5 });
  expect(planGraph(jobs, 'mermaid')).toBe(`flowchart LR
  s0["tune model1: 45 jobs"]
  s1["transfer model1: 51 jobs"]
  s2["neurons model1: 45 jobs"]
  s3["suppress model1: 45 jobs"]
  s4["null model1: 45 jobs"]
  s5["overlap model1: 9 jobs"]
  s6["similarity model1: 1 job"]
  s7["specificity model1: 1 job"]
  s8["layers model1: 1 job"]
  s9["tune model2: 45 jobs"]
  s10["transfer model2: 51 jobs"]
  s11["neurons model2: 45 jobs"]
  s12["suppress model2: 45 jobs"]
  s13["null model2: 45 jobs"]
  s14["overlap model2: 9 jobs"]
  s15["similarity model2: 1 job"]
  s16["specificity model2: 1 job"]
  s17["layers model2: 1 job"]
  s0 --> s1
  s0 --> s2
  s0 --> s3
  s2 --> s3
  s0 --> s4
  s2 --> s4
  s2 --> s5
  s0 --> s6
  s2 --> s7
  s2 --> s8
  s9 --> s10
  s9 --> s11
  s9 --> s12
  s11 --> s12
  s9 --> s13
  s11 --> s13
  s11 --> s14
  s9 --> s15
  s11 --> s16
  s11 --> s17
`);
});

test('names cannot leave their label', () => {
  const job = { key: 'k', kind: 'tune', label: 'a"] --> b <i>', parameters: { kind: 'tune', model: 'm', task: 't', seed: 1 }, identity: null, inputs: {} } as const;
  expect(planGraph([job], 'mermaid')).toContain('j0["a#34;] --#62; b #60;i#62;"]');
  expect(planGraph([job], 'dot')).toContain('[label="a\\"] --> b <i>"]');
});
