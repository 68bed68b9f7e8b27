import { runAgain } from './run-again.ts';

test('the command names all that differs from its default, quoted for a shell', () => {
  expect(runAgain('run', { study: 'study.yaml', set: [], workers: 0, backend: 'auto', weights: 'fp32', includePath: [] })).toBe('skill-neurons run study.yaml');
  expect(
    runAgain('run', {
      study: 'my study.yaml', set: ['tasks=[sst2]', "title=it's"], executor: 'slurm', workers: 2, backend: 'wasm', threads: 1, device: 'cuda', weights: 'fp16', includePath: ['a', 'b'], dataDir: 'data',
    }),
  ).toBe(
    "skill-neurons run 'my study.yaml' --set 'tasks=[sst2]' --set 'title=it'\\''s' --executor slurm --workers 2 --backend wasm --threads 1 --device cuda --weights fp16 --include-path a --include-path b --data-dir data",
  );
  expect(runAgain('demo', { quick: true, workers: 1 }, 2)).toBe('skill-neurons demo --quick --workers 1');
});
