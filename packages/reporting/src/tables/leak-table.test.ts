import { parseStudyResults } from '../parse-study-results.ts';
import { provenanceHtml } from '../report/sections/provenance.ts';
import type { StudyResults, TaskLeak } from '../study-results.ts';
import { buildStudyResults } from '../testing/index.ts';
import { studyTables } from './study-tables.ts';

const leak: TaskLeak = { split: 'test', source: { task: 'imdb', split: 'train' }, n: 200, exact: 3, normalised: 10, otherLabel: null };

function withLeaks(leaks: TaskLeak[] | undefined): StudyResults {
  const results = buildStudyResults({ tasks: 2, seeds: 1, layers: 2, width: 40 });
  const tasks = results.tasks.map((task, i) => ({ ...task, ...(leaks === undefined ? {} : { leaks: i === 0 ? leaks : [] }) }));
  return parseStudyResults(JSON.parse(JSON.stringify({ ...results, tasks })), 'results.json');
}

const provenance = (results: StudyResults) =>
  provenanceHtml({ results, claims: [], tables: [], figures: { accuracy: [], tuning: [], transfer: [], neurons: [], suppression: [], overlap: [] } as never }).text.replace(/\s+/g, ' ');

test('shared text is a table with its share, and stands in the report', () => {
  const [table] = studyTables(withLeaks([leak])).filter(({ name }) => name === 'leaks');
  expect(table?.rows).toEqual([['sst2', 'test', 200, 'imdb', 'train', 3, 10, 0.05, null]]);
  expect(provenance(withLeaks([leak]))).toMatch(/<h3>Shared text<\/h3>.*Rows that also stand in a split used before/);
});

test('that nothing is shared is said, and that nobody looked', () => {
  expect(provenance(withLeaks([]))).toContain('No row of a validation, test or adversarial split stands in a split used before');
  expect(provenance(withLeaks(undefined))).toContain('were not compared');
  expect(studyTables(withLeaks([])).map(({ name }) => name)).not.toContain('leaks');
});

test.each([{ exact: 11 }, { normalised: 201 }, { otherLabel: 11 }])('counts that cannot be are refused: %j', (wrong) => {
  expect(() => withLeaks([{ ...leak, ...wrong }])).toThrow(expect.objectContaining({ code: 'REPORT_RESULTS_INVALID', message: expect.stringContaining('tasks[0].leaks[0]') }));
});
