import { buildStudyResults } from '../testing/index.ts';
import { studyTables } from '../tables/study-tables.ts';
import { sourceLists, tablesOfSection } from './sources.ts';

const sections = ['findings', 'accuracy', 'attacks', 'tuning', 'transfer', 'prompts', 'neurons', 'chance', 'layers', 'specificity', 'suppression', 'overlap', 'link', 'provenance'];
const results = buildStudyResults({ layers: 2, width: 20, tasks: 3 });

test('every table belongs to one section, every section but the last to lists of the results', () => {
  const tables = studyTables(results);
  const homes = tables.map(({ name }) => [name, sections.filter((section) => tablesOfSection(tables, section).some((table) => table.name === name)).length]);
  expect(homes.filter(([, count]) => count !== 1)).toEqual([]);
  expect(sections.filter((section) => sourceLists(results, section).length === 0)).toEqual(['provenance']);
});

test('a list says how much it holds, over what, and what to trace', () => {
  expect(sourceLists(results, 'tuning')).toEqual([{ name: 'tuning', text: '12 entries written by jobs of kind tune: seeds 1, 2', example: 'tuning[model=tiny-roberta,task=sst2,seed=1]' }]);
  const [evaluations] = sourceLists(results, 'accuracy');
  expect(evaluations!.text).toMatch(/^\d+ entries written by jobs of kind transfer: splits test, adversarial; n = 120–400 rows; seeds 1, 2$/);
});
