import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildStudyResults } from '@skill-neurons/reporting/testing';
import { writeRun } from '../run-folder.ts';
import { planSimulatedStudy, runSimulatedStudy } from '../testing/simulated-study.ts';
import { writePlan } from '../plan-file.ts';
import { get } from './raw-request.test.helper.ts';
import { startViewer, type Viewer } from './start-viewer.ts';

const hostile = '<img src=x onerror=alert(1)>"\'&';
const escaped = '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;';
/** Milliseconds for a test on a machine with a lot else to do. */
const patience = 120_000;
let base: string;
let viewer: Viewer;
const at = (...names: string[]) => join(base, ...names);

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'viewer-'));
  const results = buildStudyResults({ tasks: 4, layers: 1, width: 20 });
  const worse = { ...results, title: hostile, created: '2025-01-02T03:04:05.000Z', evaluations: results.evaluations.map((e) => ({ ...e, correct: Math.floor(e.correct / 2), groups: {} })) };
  for (const [name, run] of [['first', results], ['deep/worse', worse]] as const) {
    await mkdir(at(name, 'figures'), { recursive: true });
    await writeFile(at(name, 'results.json'), JSON.stringify(run));
    await writeFile(at(name, 'report.html'), '<!doctype html><title>Report</title>');
    await writeFile(at(name, 'figures', `${hostile.replaceAll('/', '')}.svg`), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  }
  await mkdir(at('broken'));
  await writeFile(at('broken', 'results.json'), '{ "schema": ');
  viewer = await startViewer({ folder: base });
});
afterAll(async () => {
  await viewer.close();
  await rm(base, { recursive: true });
});

/** Asks for a page until it says so. Only what stays true once it is true may be waited for: machines differ in pace. */
async function pageThatSays(path: string, words: RegExp): Promise<string> {
  const end = performance.now() + patience / 2;
  for (;;) {
    const { body } = await get(viewer.port, path);
    if (words.test(body)) return body;
    if (performance.now() > end) throw new Error(`${path} never said ${words}: ${body}`);
    await sleep(100);
  }
}

async function beginRun(name: string, simulation: { milliseconds?: number; fail?: string[] }, store = at(name, 'store')) {
  const plan = await planSimulatedStudy({ models: 1, tasks: 1, seeds: 1, simulation });
  const { digest } = await writePlan(store, plan);
  await writeRun(at(name), store, plan.located.study, { plan: digest, command: 'x', executor: 'inline', workers: 0 });
  return { plan, store };
}

test('the index has every run, the newest first, with its verdicts; hostile text is text', async () => {
  // The last to be read: the folder is searched level by level.
  const body = await pageThatSays('/', /&lt;img src=x/);
  expect(body).toContain('not valid JSON');
  expect(body.indexOf('A made-up study')).toBeLessThan(body.indexOf(escaped));
  expect(body).not.toContain(hostile);
  expect(body).toContain('href="/run/deep/worse"');
  expect(body).toContain('href="/files/first/report.html"');
  expect(body).toContain('tiny-roberta, tiny-t5');
  expect(body.match(/class="verdict /g)!.length).toBe(10);
  const { headers } = await get(viewer.port, '/');
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^;]*; script-src 'sha256-[^;]*; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/);
});

test('a run leads to its report, figures and tables', async () => {
  const body = await pageThatSays('/run/deep/worse', /Read the report/);
  expect(body).toContain(escaped);
  expect(body).not.toContain(hostile);
  const figure = /href="(\/files\/deep\/worse\/figures\/[^"]*)"/.exec(body)![1]!.replaceAll('&#39;', "'");
  expect(await get(viewer.port, figure)).toMatchObject({ status: 200, headers: { 'content-type': 'image/svg+xml' } });
});

test('two runs cell by cell, as compare computes it', async () => {
  const same = await get(viewer.port, '/compare?a=first&b=first');
  expect(same.body).toMatch(/numbers in both: (\d+) the same within their tolerance, by the 95 % intervals, 0 outside/);
  const { status, body } = await get(viewer.port, '/compare?a=first&b=deep%2Fworse');
  expect(status).toBe(200);
  expect(body).not.toMatch(/intervals, 0 outside/);
  expect(body).toContain('<option value="deep/worse" selected>');
  expect((await get(viewer.port, '/compare?a=first&b=absent')).status).toBe(404);
  expect((await get(viewer.port, '/compare?a=first&b=broken')).status).toBe(422);
});

test('a run shows how far it is while it works, when it stops and when it has finished', async () => {
  // Jobs that take minutes: at work until they are ended.
  const { plan, store } = await beginRun('live', { milliseconds: 20_000 });
  await pageThatSays('/run/live', /stopped<\/span>: 0 of \d+ jobs done/);
  const ending = new AbortController();
  const working = runSimulatedStudy(store, plan, { signal: ending.signal }).catch(() => undefined);
  const body = await pageThatSays('/run/live', /at work<\/span>: \d+ of \d+ jobs done, 1 running/);
  expect(body).toContain('<progress ');
  expect(body).toContain('data-every="2000"');
  ending.abort();
  await working;
  await pageThatSays('/run/live', /stopped<\/span>/);
  const { plan: swift } = await beginRun('live', {});
  await runSimulatedStudy(store, swift);
  expect(await pageThatSays('/run/live', /finished<\/span>/)).toContain('data-every="10000"');
}, patience);

test('a failed job is told with its reason', async () => {
  const { plan, store } = await beginRun('failing', { fail: ['tune model1 task1 seed 1'] });
  await runSimulatedStudy(store, plan);
  await pageThatSays('/run/failing', /stopped with failed jobs<\/span>: .* 1 failed[^]*<td>failed<\/td>/);
}, patience);

test('a store outside of the folder is not read', async () => {
  const other = await mkdtemp(join(tmpdir(), 'store-'));
  await beginRun('elsewhere', {}, other);
  const body = await pageThatSays('/run/elsewhere', /its store lies outside of the folder/);
  expect(body).not.toContain('jobs done');
  await rm(other, { recursive: true });
});

test('both loopback addresses and no other; a port in use is said; an end ends it', async () => {
  const again = await startViewer({ folder: at('first') });
  expect(await get(again.port, '/')).toMatchObject({ status: 200 });
  const taken = createServer().listen({ port: 0, host: '::1' });
  const hasSix = await new Promise<boolean>((resolve) => taken.once('listening', () => resolve(true)).once('error', () => resolve(false)));
  if (hasSix) {
    expect(await get(again.port, '/', { address: '::1' })).toMatchObject({ status: 200 });
    await expect(startViewer({ folder: base, port: (taken.address() as AddressInfo).port })).rejects.toMatchObject({ code: 'VIEWER_PORT' });
    taken.close();
  }
  await expect(startViewer({ folder: base, port: again.port })).rejects.toMatchObject({ code: 'VIEWER_PORT', kind: 'environment', message: `port ${again.port} is in use` });
  await again.close();
  await expect(get(again.port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
