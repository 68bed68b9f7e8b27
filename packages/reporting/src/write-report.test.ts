import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { checkClaims, claimTable, parseStudyResults, tableToCsv, writeReport } from './index.ts';
import type { StudyResults } from './index.ts';
import { buildStudyResults } from './testing/index.ts';

const folder = () => mkdtemp(join(tmpdir(), 'report-'));
const small = { tasks: 3, layers: 2, width: 40, percents: [0, 5, 15], randomDraws: 1, adversarialTasks: ['sst2', 'qqp'] };
/** Few figures, for what does not depend on them. */
const tiny = { ...small, models: [{ id: 'tiny-t5', architecture: 't5' as const }], tasks: 2, layers: 1 };

let smallPage: Promise<string> | undefined;
const pageOfSmall = () => (smallPage ??= pageOf(buildStudyResults(small)));

async function pageOf(results: StudyResults): Promise<string> {
  const { report } = await writeReport(results, await folder());
  return readFile(report, 'utf8');
}

/** The page without its script and its archive, which may hold any letters. */
function wordsOf(page: string): string {
  return page.replace(/<script.*<\/script>/s, '').replace(/;base64,[^"]*/g, '');
}

/** Opening and closing tags match, which hostile text that got through would break. */
function expectBalanced(page: string): void {
  const open: string[] = [];
  const empty = new Set(['meta', 'hr', 'br']);
  const body = page.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '').replace('<!doctype html>', '');
  for (const [, closing, name, rest] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/gi)) {
    if (closing === '/') expect(open.pop()).toBe(name);
    else if (!empty.has(name!) && !rest!.endsWith('/')) open.push(name!);
  }
  expect(open).toEqual([]);
}

test('writes results, page, tables and figures, and says where', async () => {
  const out = await folder();
  const results = buildStudyResults(small);
  const progress: number[] = [];
  const files = await writeReport(results, out, { onProgress: ({ done, total }) => progress.push(done / total!) });
  const found = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => relative(out, join(entry.parentPath, entry.name)));
  const told = [files.results, files.report, ...files.tables, ...files.figures.flatMap(({ svg, spec }) => [svg, spec])].map((path) => relative(out, path));
  expect(found.sort()).toEqual(told.sort());
  expect(told).toContain(join('figures', 'accuracy.vl.json'));
  expect(parseStudyResults(JSON.parse(await readFile(files.results, 'utf8')), files.results)).toEqual(results);
  expect(progress.at(-1)).toBe(1);
  expect([...progress].sort((a, b) => a - b)).toEqual(progress);
});

test('the same results give the same bytes', async () => {
  const read = async (out: string) => {
    const files = await writeReport(buildStudyResults(tiny), out);
    return Promise.all([files.results, files.report, ...files.tables, ...files.figures.flatMap(({ svg, spec }) => [svg, spec])].map((path) => readFile(path, 'utf8')));
  };
  const [a, b] = await Promise.all([read(await folder()), read(await folder())]);
  expect(a).toEqual(b);
});

test('the page needs nothing from elsewhere and holds its data', async () => {
  const page = await pageOfSmall();
  expectBalanced(page);
  expect(page).toContain('content="default-src &#39;none&#39;;');
  const links = [...page.matchAll(/\b(?:href|src|action|xlink:href)="([^"]*)"/g)].map(([, link]) => link!);
  expect(links.filter((link) => !/^(#|data:application\/zip;base64,|results\.json$|tables\/[\w-]+\.csv$|figures\/[\w.-]+$)/.test(link))).toEqual([]);
  expect(page).not.toMatch(/@import|url\((?!#)/);
  const [, archive] = /data:application\/zip;base64,([^"]*)"/.exec(page)!;
  const held = unzipSync(Buffer.from(archive!, 'base64'));
  expect(JSON.parse(strFromU8(held['results.json']!))).toEqual(buildStudyResults(small));
  expect(strFromU8(held['tables/claims.csv']!)).toBe(tableToCsv(claimTable(checkClaims(buildStudyResults(small)))));
});

test('the page is accessible: headers with scope, named figures, unique ids, one h1', async () => {
  const page = await pageOfSmall();
  const ids = [...page.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id!);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, id] of page.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(id);
  for (const [, id] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(id);
  for (const [, id] of page.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(id);
  for (const [, attributes] of page.matchAll(/<th\b([^>]*)>/g)) expect(attributes).toMatch(/scope="(row|col)"/);
  const drawings = [...page.matchAll(/<svg\b[^>]*>/g)].map(([tag]) => tag);
  expect(drawings.length).toBeGreaterThan(10);
  for (const tag of drawings) expect(tag).toMatch(/role="img" aria-label="(Activations|Predictivity of) |aria-hidden="true"/);
  expect(page.match(/<div class="drawing" role="img" aria-labelledby="figure-\d+-caption">/g)).toHaveLength(page.match(/<figure /g)!.length);
  expect(page.match(/<h1>/g)).toHaveLength(1);
  expect(page).toMatch(/<html lang="en">/);
});

test('hostile text stays text', async () => {
  const evil = `</script><script>alert(1)</script><img src=x onerror="alert('2')">]]>\u0000\u2028${'`${1}`'}`;
  const results = JSON.parse(JSON.stringify(buildStudyResults(small)).replaceAll('"tiny-roberta"', JSON.stringify(`r${evil}`)).replaceAll('"sst2"', JSON.stringify(`=s${evil}`)).replaceAll('"word"', JSON.stringify(evil))) as StudyResults;
  Object.assign(results, { title: evil, description: evil });
  Object.assign(results.provenance, { notes: [evil], command: evil, backend: evil, versions: { [evil]: evil } });
  Object.assign(results.tasks[0]!, { title: evil, labels: [evil, evil], type: evil });
  Object.assign(results.models[0]!, { origin: evil, fingerprint: evil });
  const out = await folder();
  const files = await writeReport(parseStudyResults(results, 'x'), out);
  const page = await readFile(files.report, 'utf8');
  expectBalanced(page);
  // The page's own, which the policy names by its hash.
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toMatch(/<img|<script>alert/);
  for (const { svg } of files.figures) {
    expect(relative(out, svg)).toMatch(/^figures[/\\][A-Za-z0-9._-]+\.svg$/);
    const text = await readFile(svg, 'utf8');
    expectBalanced(text);
    expect(text).not.toMatch(/<(script|img)/);
    expect(text).not.toContain('\u0000');
  }
});

const missing: [what: string, change: (results: StudyResults) => Partial<StudyResults>][] = [
  ['no suppression', () => ({ suppression: [] })],
  ['no neurons', () => ({ predictivity: [], specificity: [], suppression: [], overlap: [], nulls: [], rankCorrelations: [], retained: [] })],
  ['no tuning', () => ({ tuning: [] })],
  ['only tuning', () => ({ evaluations: [], predictivity: [], specificity: [], suppression: [], overlap: [], nulls: [], rankCorrelations: [], retained: [] })],
  ['nothing but names', () => ({ tuning: [], evaluations: [], predictivity: [], specificity: [], suppression: [], overlap: [], nulls: [], rankCorrelations: [], retained: [], seeds: [] })],
  ['nothing that older files lack', (results) => ({ nulls: results.nulls!.slice(0, 0), rankCorrelations: undefined!, retained: undefined! })],
  ['nulls without halves, and undefined correlations', ({ nulls, rankCorrelations, retained }) => ({
    nulls: nulls!.map((entry) => ({ ...entry, stability: null, expected: null })),
    rankCorrelations: rankCorrelations!.map((entry) => ({ ...entry, rho: null, low: null, high: null })),
    retained: retained!.map((entry) => ({ ...entry, separation: null })),
  })],
  ['random prompts only', ({ evaluations }) => ({ evaluations: evaluations.filter(({ prompt }) => prompt === 'random') })],
  ['nothing on clean data', ({ evaluations }) => ({ evaluations: evaluations.filter(({ adversarial }) => adversarial) })],
  ['an evaluation without rows', ({ evaluations }) => ({ evaluations: evaluations.map((e) => (e.task === 'sst2' ? { ...e, n: 0, correct: 0, classCounts: [0, 0], predictedCounts: [0, 0], groups: {} } : e)) })],
  ['no correct answer', ({ evaluations }) => ({ evaluations: evaluations.map((e) => ({ ...e, correct: 0 })) })],
  ['correlations that are none', ({ specificity }) => ({ specificity: specificity.map((s) => ({ ...s, rho: s.rho.map((row) => row.map(() => null)) })) })],
  ['correlations that JSON will turn into null', ({ specificity }) => ({ specificity: specificity.map((s) => ({ ...s, rho: s.rho.map((row) => row.map(() => NaN)) })) })],
  ['measurements left out', ({ tuning }) => ({ tuning: tuning.map((t) => ({ ...t, curve: t.curve.map(({ step }) => ({ step, loss: null, validationAccuracy: null })) })) })],
];

test.each(missing)('a report with %s', async (_, change) => {
  const results = buildStudyResults(tiny);
  const page = await pageOf({ ...results, ...change(results) });
  expectBalanced(page);
  expect(wordsOf(page)).not.toMatch(/NaN|undefined|Infinity/);
  expect(page.match(/<article class="claim"/g)).toHaveLength(5);
});

test.each([{ seeds: 1 }, { tasks: 1 }, { adversarialTasks: [] }, { models: [{ id: 'b', architecture: 'bert' as const }, { id: 'c', architecture: 'bert' as const }] }])('a report of a study with %j', async (options) => {
  const page = await pageOf(buildStudyResults({ ...tiny, ...options }));
  expectBalanced(page);
  expect(wordsOf(page)).not.toMatch(/NaN|undefined|Infinity/);
});

test('synthetic studies and one-sided predictions are pointed out, others are not', async () => {
  const results = buildStudyResults(tiny);
  const honest = { ...results, description: 'Real.', models: results.models.map((model) => ({ ...model, synthetic: false })) };
  const oneSided = { ...honest, evaluations: honest.evaluations.map((e) => ({ ...e, predictedCounts: [e.n, 0] })) };
  expect(await pageOf(results)).toContain('<strong>Synthetic.</strong> Made for a demonstration: models tiny-t5.');
  const plain = await pageOf(honest);
  expect(plain).not.toContain('<strong>Synthetic.');
  expect(plain).not.toContain('One-sided predictions');
  expect(await pageOf(oneSided)).toContain('tiny-t5 on sst2 adv. (seed 1, 2)');
});

test('aborting stops before the next file', async () => {
  const out = await folder();
  const controller = new AbortController();
  const writing = writeReport(buildStudyResults(tiny), out, { signal: controller.signal, onProgress: () => controller.abort(new Error('stop')) });
  await expect(writing).rejects.toThrow('stop');
  expect(await readdir(out)).toEqual(['results.json']);
});

test('a place that cannot be written is an error with its path', async () => {
  const out = await folder();
  await mkdir(join(out, 'report.html', 'taken'), { recursive: true });
  await expect(writeReport(buildStudyResults(tiny), out)).rejects.toMatchObject({ code: 'FILE_WRITE', where: join(out, 'report.html') });
});
