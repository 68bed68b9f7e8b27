import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReport } from '@skill-neurons/reporting';
import { buildStudyResults } from '@skill-neurons/reporting/testing';
import { findChromium, launchChromium, openWatchedPage, seriousViolations, type WatchedPage } from '@skill-neurons/tooling-jest/chromium';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startViewer, type Viewer } from '../src/viewer/start-viewer.ts';

const found = findChromium() !== undefined;
const inChromium = found ? describe : describe.skip;

inChromium(`the viewer (${found ? 'in Chromium' : 'skipped: no Chromium on the path, and CHROMIUM names none'})`, () => {
  let base: string;
  let browser: Browser;
  let viewer: Viewer;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'viewer-'));
    const results = buildStudyResults({ tasks: 2, seeds: 1, layers: 1, width: 20, percents: [0, 15], randomDraws: 1 });
    await writeReport(results, join(base, 'first'));
    const other = { ...results, title: 'Another study with a long-title-that-has-no-place-to-break-anywhere', evaluations: results.evaluations.map((e) => ({ ...e, correct: Math.floor(e.correct / 2), groups: {} })) };
    await mkdir(join(base, 'second'));
    await writeFile(join(base, 'second', 'results.json'), JSON.stringify(other));
    viewer = await startViewer({ folder: base });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await viewer?.close();
    await rm(base, { recursive: true });
  });

  async function open(path: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const watched = await openWatchedPage(browser, options);
    const { page } = watched;
    // A run is looked at before it is shown in full.
    for (let looks = 0; looks < 100; looks++) {
      await page.goto(viewer.url + path);
      if (!(await page.content()).includes('being read')) break;
    }
    return watched;
  }

  const pages = ['', 'run/first', 'compare?a=first&b=second'];

  test.each(pages)('/%s: nothing fails, nothing sticks out at 400 px, no serious violation of accessibility', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, troubles, asked } = await open(path, { colorScheme, viewport: { width: 400, height: 800 } });
      await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
      expect(await seriousViolations(page)).toEqual([]);
      expect(troubles).toEqual([]);
      expect(asked.filter((address) => !address.startsWith(viewer.url) && !address.startsWith('data:'))).toEqual([]);
      await page.context().close();
    }
  });

  test('the keyboard leads from the index to a run, its report and back, and compares', async () => {
    const { page, troubles } = await open('');
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 60 && !(await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)); presses++) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
    };
    await tabTo('a[href="/run/first"]');
    await page.waitForURL('**/run/first');
    await tabTo('a[href="/files/first/report.html"]');
    await page.waitForURL('**/report.html');
    await page.goBack();
    await tabTo('a[href="/"]');
    await page.waitForURL(viewer.url);
    await tabTo('form button');
    await page.waitForURL('**/compare?*');
    expect(await page.locator('table').count()).toBeGreaterThan(1);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('a report runs its own script in the viewer, in an origin of its own', async () => {
    const { page, troubles } = await open('files/first/report.html');
    expect(await page.evaluate('self.origin')).toBe('null');
    await page.getByRole('combobox', { name: /^Model/ }).selectOption('tiny-t5');
    expect(await page.locator('figure[data-model=tiny-roberta]:not([hidden])').count()).toBe(0);
    expect(new URL(page.url()).hash).toBe('#model=tiny-t5');
    const point = page.locator('figure:not([hidden]) circle:has(title):visible').first();
    const text = await point.locator('title').evaluate((title) => title.textContent);
    await point.hover();
    expect(await page.locator('.value').innerText()).toBe(text);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href^="data:application/zip"]').click()]);
    expect(download.suggestedFilename()).toBe('A-made-up-study.zip');
    await page.locator('figure:not([hidden]) details.source summary').first().click();
    await page.locator('figure:not([hidden]) details.source a:visible').first().click();
    await page.waitForURL('**/files/first/figures/*.svg');
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
