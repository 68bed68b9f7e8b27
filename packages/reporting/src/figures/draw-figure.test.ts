import { hoverText, fieldFormats } from './hover-text.ts';
import { drawFigure } from './render-figure.ts';
import { smallMultiples, specHead } from './theme.ts';
import { textWidth } from './text-width.ts';

const rows = [
  { task: 'films', seed: 1, model: 'm', step: 10, accuracy: 0.5 },
  { task: 'films', seed: 1, model: 'm', step: 20, accuracy: 0.8125 },
  { task: '<b>"books"&', seed: 1, model: 'm', step: 10, accuracy: 0.75 },
];
const x = { field: 'step', type: 'quantitative', axis: { format: 'd' } };
const y = { field: 'accuracy', type: 'quantitative', axis: { format: '.0%' } };
const curves = (layer: object[], values: object[] = rows) => ({ ...specHead, data: { values }, ...smallMultiples('task', ['films', '<b>"books"&'], { width: 60, height: 40, layer }) });
const lines = { mark: { type: 'line' }, encoding: { x, y, detail: { field: 'seed', type: 'nominal' }, color: { field: 'model', type: 'nominal' } } };
const points = { mark: { type: 'point', filled: true }, encoding: { x, y } };
const titles = (svg: string) => [...svg.matchAll(/<title>(.*?)<\/title>/g)].map(([, text]) => text);

test('panels stand alone, each with its axes, and the legend beside them', async () => {
  const { page } = await drawFigure(curves([lines]), 'f1-');
  expect(page.panels.map(({ label }) => label)).toEqual(['films', '<b>"books"&']);
  expect(page.legend).toContain('>m</text>');
  const [films, books] = page.panels.map(({ svg }) => svg);
  for (const svg of [films!, books!]) expect(svg).toContain('>accuracy</text>');
  // The same box, so that axes stand below each other.
  expect(/viewBox="[^"]*"/.exec(films!)![0]).toBe(/viewBox="[^"]*"/.exec(books!)![0]);
  expect(films).not.toContain('books');
  expect(books).not.toContain('<b>');
});

test('every row tells its value once: by its point, or else by an unseen one on the curve', async () => {
  const { page: bare } = await drawFigure(curves([lines]), '');
  expect(titles(bare.panels[0]!.svg)).toEqual(['films, m, seed 1, step 10, accuracy 50%', 'films, m, seed 1, step 20, accuracy 81.3%']);
  expect(bare.panels[0]!.svg).toMatch(/<g class="p" data-model="m" data-seed="1"><circle /);
  expect(titles(bare.panels[1]!.svg)).toEqual(['&lt;b&gt;&quot;books&quot;&amp;, m, seed 1, step 10, accuracy 75%']);
  const { page: dotted } = await drawFigure(curves([lines, points]), '');
  expect(titles(dotted.panels[0]!.svg)).toEqual(titles(bare.panels[0]!.svg));
  expect(dotted.panels[0]!.svg).not.toContain('class="p"');
});

test('panels that share axes stay one picture', async () => {
  const shared = { ...curves([lines]), resolve: { axis: { x: 'shared', y: 'shared' } } };
  const { page } = await drawFigure(shared, '');
  expect(page.panels).toHaveLength(1);
  expect(page.panels[0]!.label).toBeUndefined();
  expect(page.legend).toBeUndefined();
  expect(titles(page.panels[0]!.svg)).toHaveLength(3);
});

test('gradients of legends get ids of their own', async () => {
  const spec = { ...specHead, data: { values: rows }, mark: { type: 'rect' }, encoding: { x: { field: 'step', type: 'ordinal' }, color: { field: 'accuracy', type: 'quantitative' } } };
  const { page } = await drawFigure(spec, 'f7-');
  expect(page.panels[0]!.svg).toMatch(/<linearGradient id="(f7-g0)".*url\(#\1\)/s);
});

test('numbers are written as their axis writes them, cells by row and column', () => {
  const formats = fieldFormats({ layer: [{ encoding: { x: { field: 'low', axis: { format: '.0%' } }, x2: { field: 'high' } } }] });
  expect(hoverText({ name: 'a', low: 0.25, high: 0.5, upperQuartile: 0.12345, n: 7, kept: true, kind: 'run', facet_x_sort_index: 2, none: null, bad: NaN }, formats)).toBe('a, kept, low 25%, high 50%, upper quartile 0.123, n 7');
  expect(hoverText({ mean_low: 0.333 }, formats)).toBe('low 33.3%');
  expect(hoverText({ row: 'a', column: 'b', value: 0.5, text: '50' }, formats)).toBe('a \u2192 b: 50');
  expect(hoverText({ a: 1, hover: 'as it says' }, formats)).toBe('as it says');
  expect(hoverText({}, formats)).toBeUndefined();
  expect(hoverText(undefined, formats)).toBeUndefined();
});

test('wide letters are wider', () => {
  expect(textWidth('mmm', 10)).toBeGreaterThan(textWidth('aaa', 10));
  expect(textWidth('iii', 10)).toBeLessThan(textWidth('aaa', 10));
  expect(textWidth('', 10)).toBe(0);
});
