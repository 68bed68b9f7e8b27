import { readFile } from 'node:fs/promises';
import { resultsJsonSchema } from './results-json-schema.ts';
import fc from 'fast-check';
import { parseStudyResults } from './parse-study-results.ts';
import { buildStudyResults } from './testing/index.ts';

const small = { tasks: 2, seeds: 1, layers: 2, width: 40, adversarialTasks: ['sst2'], percents: [0, 5], randomDraws: 1 };
const asJson = () => JSON.parse(JSON.stringify(buildStudyResults(small))) as ReturnType<typeof buildStudyResults>;

test('results survive JSON and parsing unchanged', () => {
  expect(parseStudyResults(asJson(), 'results.json')).toEqual(asJson());
});

test('fields of a newer file are dropped, not refused', () => {
  expect(parseStudyResults({ ...asJson(), new: 1 }, 'results.json')).toEqual(asJson());
});

type Damage = (results: ReturnType<typeof asJson>) => void;
const damages: [field: string, damage: Damage][] = [
  ['schema', (r) => Object.assign(r, { schema: 'skill-neurons/study-results@2' })],
  ['created', (r) => Object.assign(r, { created: 'yesterday' })],
  ['models', (r) => r.models.splice(0)],
  ['models[1].id', (r) => Object.assign(r.models[1]!, { id: r.models[0]!.id })],
  ['evaluations[0].correct', (r) => Object.assign(r.evaluations[0]!, { correct: r.evaluations[0]!.n + 1 })],
  ['evaluations[0].model', (r) => Object.assign(r.evaluations[0]!, { model: 'ghost' })],
  ['evaluations[0].source', (r) => Object.assign(r.evaluations[0]!, { source: null })],
  ['evaluations[0].source', (r) => Object.assign(r.evaluations[0]!, { source: 'ghost' })],
  ['evaluations[0].classCounts', (r) => Object.assign(r.evaluations[0]!, { classCounts: [1, 2] })],
  ['evaluations[0].predictedCounts', (r) => Object.assign(r.evaluations[0]!, { predictedCounts: [r.evaluations[0]!.n, 0, 0] })],
  ['tuning[0].curve[0].validationAccuracy', (r) => Object.assign(r.tuning[0]!.curve[0]!, { validationAccuracy: 1.5 })],
  ['predictivity[0].layers[0].histogram', (r) => r.predictivity[0]!.layers[0]!.histogram.pop()],
  ['specificity[0].rho', (r) => r.specificity[0]!.rho.pop()],
  ['suppression[0].draw', (r) => Object.assign(r.suppression[0]!, { draw: 3 })],
  ['overlap[0].layers[0]', (r) => Object.assign(r.overlap[0]!.layers[0]!, { shared: 1, size: 0 })],
  ['overlap[0].task', (r) => Object.assign(r.overlap[0]!, { task: 'ghost' })],
];

test.each(damages)('names %s when it is wrong', (field, damage) => {
  const results = asJson();
  damage(results);
  expect(() => parseStudyResults(results, 'out/results.json')).toThrow(expect.objectContaining({ code: 'REPORT_RESULTS_INVALID', where: 'out/results.json', message: expect.stringContaining(`${field}: `) }));
});

test('any other JSON gets a clear error', () => {
  fc.assert(fc.property(fc.jsonValue(), (json) => {
    expect(() => parseStudyResults(json, 'x')).toThrow(expect.objectContaining({ code: 'REPORT_RESULTS_INVALID' }));
  }));
});

test('the published JSON schema is up to date', async () => {
  expect(await readFile(new URL('../study-results.schema.json', import.meta.url), 'utf8')).toBe(resultsJsonSchema());
});
