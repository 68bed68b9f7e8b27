import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import type { StudyResults } from '../study-results.ts';
import { buildStudyResults } from '../testing/index.ts';
import { fileSlugs } from './figure.ts';
import type { Figure } from './figure.ts';
import { linkFigure } from './link-figure.ts';
import { figureFile, renderSvg } from './render-figure.ts';
import { studyFigures } from './study-figures.ts';
import { transferFigures } from './transfer-figures.ts';

const allOf = (results: StudyResults): Figure[] => Object.values(studyFigures(results)).flat();

test('figures of a study: one of each kind, for every model', () => {
  expect(allOf(buildStudyResults({ layers: 2, width: 40 })).map(({ name }) => name)).toEqual([
    'accuracy', 'attacks',
    'tuning-tiny-roberta', 'tuning-tiny-t5',
    'transfer-absolute-tiny-roberta', 'transfer-relative-tiny-roberta', 'transfer-absolute-tiny-t5', 'transfer-relative-tiny-t5',
    'prompt-similarity-tiny-roberta', 'prompt-similarity-tiny-t5', 'similarity-transfer',
    'predictivity-histogram', 'predictivity-by-layer-tiny-roberta', 'predictivity-by-layer-tiny-t5',
    'null-by-layer',
    'layer-map', 'layer-map-clean-tiny-roberta', 'layer-map-adversarial-tiny-roberta', 'layer-map-clean-tiny-t5', 'layer-map-adversarial-tiny-t5',
    'specificity-tiny-roberta-encoder', 'specificity-tiny-t5-encoder', 'specificity-tiny-t5-decoder', 'rank-correlations',
    'suppression-clean-tiny-roberta', 'suppression-adversarial-tiny-roberta', 'suppression-clean-tiny-t5', 'suppression-adversarial-tiny-t5', 'suppression-contrasts', 'suppression-by-layer-tiny-roberta', 'suppression-by-layer-tiny-t5',
    'overlap-by-layer-encoder', 'overlap-by-layer-decoder', 'overlap-by-percent', 'retained', 'link',
  ]);
});

test.each([{}, { tasks: 5, seeds: 1, adversarialTasks: ['sst2'] }, { models: [{ id: 'b', architecture: 'bert' }, { id: 'n', architecture: 'constructor' }], tasks: 13, adversarialTasks: [] }])('specifications compile without a warning: %j', (options) => {
  const warnings: unknown[] = [];
  const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
  function note(...message: unknown[]) {
    warnings.push(...message);
    return logger;
  }
  for (const { spec } of allOf(buildStudyResults({ layers: 2, width: 40, ...options }))) compile(spec as unknown as TopLevelSpec, { logger: logger as never });
  expect(warnings).toEqual([]);
});

test('every figure is drawn, says in words what it shows, and holds no number that is none', async () => {
  for (const figure of allOf(buildStudyResults({ tasks: 3, layers: 2, width: 40 }))) {
    const svg = figureFile(figure, await renderSvg(figure.spec));
    expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(`${figure.summary} ${figure.caption}`).not.toMatch(/NaN|undefined|–%/);
    expect(figure.summary).toMatch(/\d/);
    expect(JSON.parse(JSON.stringify(figure.spec))).toEqual(figure.spec);
  }
});

test('drawing is deterministic, also when calls overlap', async () => {
  const { spec } = linkFigure(buildStudyResults())!;
  const [a, b] = await Promise.all([renderSvg(spec), renderSvg(spec)]);
  expect(a).toBe(b);
  expect(await renderSvg(spec)).toBe(a);
});

test('a figure file has its title, wide enough, as text', () => {
  const file = figureFile({ title: 'a <b> & "c"\u2028' }, '<svg class="marks" width="10" height="20" viewBox="0 0 10 20" xmlns="x"><g/></svg>');
  expect(file).toContain('<title>a &lt;b&gt; &amp; &quot;c&quot; </title>');
  expect(file).toMatch(/width="120" height="50" viewBox="0 0 120 50"/);
  expect(file).toContain('translate(0,30)');
});

test('one small heat-map, byte for byte', async () => {
  const results = buildStudyResults({ tasks: 2, seeds: 1, layers: 1, width: 20, adversarialTasks: [] });
  const [, relative] = transferFigures(results, results.models[0]!, 'tiny');
  expect(figureFile(relative!, await renderSvg(relative!.spec))).toMatchSnapshot();
});

test('file names never leave their folder and never collide', () => {
  const slugs = fileSlugs(['../../etc/passwd', 'a/b', 'a:b', 'A/B', '', '..', 'x'.repeat(500)]);
  expect([...slugs.values()]).toEqual(['etc-passwd', 'a-b', 'a-b-2', 'A-B-3', 'unnamed', 'unnamed-2', 'x'.repeat(60)]);
});
