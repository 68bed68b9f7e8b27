import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium, launchChromium, openWatchedPage, seriousViolations, type WatchedPage } from '@skill-neurons/tooling-jest/chromium';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { writeReport } from '../src/index.ts';
import { buildStudyResults } from '../src/testing/index.ts';

const found = findChromium() !== undefined;
const inChromium = found ? describe : describe.skip;
const where = !found ? 'skipped: no Chromium on the path, and CHROMIUM names none' : 'in Chromium';

inChromium(`the report, opened from disk (${where})`, () => {
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    const results = buildStudyResults({ tasks: 2, seeds: 1, layers: 1, width: 40, percents: [0, 15], randomDraws: 1, adversarialTasks: ['sst2', 'imdb'], rows: { clean: 1200, adversarial: 90 } });
    const { report } = await writeReport(results, await mkdtemp(join(tmpdir(), 'report-')));
    address = pathToFileURL(report).href;
    browser = await launchChromium();
  });

  afterAll(() => browser?.close());

  async function open(options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const watched = await openWatchedPage(browser, options);
    const { page } = watched;
    page.on('requestfailed', (request) => watched.troubles.push(`failed: ${request.url()}`));
    await page.goto(address);
    return watched;
  }

  test('nothing but the file itself is asked for, and nothing fails', async () => {
    const { page, troubles, asked } = await open();
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
    expect(asked).toEqual([address]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test.each([400, 1200])('nothing sticks out sideways at %d px, details open', async (width) => {
    const { page } = await open({ viewport: { width, height: 800 } });
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.context().close();
  });

  test('the keyboard reaches every section and opens details', async () => {
    const { page } = await open();
    const sections = (await page.evaluate('[...document.querySelectorAll("main > section")].map(({ id }) => id)')) as string[];
    expect(sections.length).toBeGreaterThan(8);
    for (const id of sections) {
      const link = `document.querySelector('nav a[href="#${id}"]')`;
      for (let presses = 0; presses < 40 && !(await page.evaluate(`${link} === document.activeElement`)); presses++) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const top = (await page.evaluate(`document.querySelector('#${id} h2').getBoundingClientRect().top`)) as number;
      expect(top).toBeGreaterThan(-1);
      expect(top).toBeLessThan(page.viewportSize()!.height);
      await page.evaluate(`${link}.focus()`);
    }
    const details = page.locator('#claim-1 details');
    await details.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await details.getAttribute('open')).not.toBeNull();
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)('no serious violation of accessibility in %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
    expect(await seriousViolations(page)).toEqual([]);
    await page.context().close();
  });

  test('a click on a header sorts, a filter narrows, panels are chosen', async () => {
    const { page, troubles } = await open();
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
    const table = page.locator('#provenance table').nth(1);
    const first = () => table.locator('tbody tr').first().locator('td').nth(4).innerText();
    const header = table.locator('thead th').nth(5);
    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    const numbers = (await table.locator('tbody tr td:nth-child(6)').allInnerTexts()).map((text) => Number(text.replace('\u2009', '')));
    expect(numbers).toContain(1200);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    const least = await first();
    await header.getByRole('button').press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    expect(await first()).not.toBe(least);
    const filter = page.getByLabel('Filter rows').first();
    const filtered = filter.locator('xpath=ancestor::label/following-sibling::div[1]').locator('tbody tr:visible');
    const before = await filtered.count();
    await filter.fill('imdb');
    expect(await filtered.count()).toBeLessThan(before);
    expect(await page.locator('p[aria-live]').innerText()).toBe(`${await filtered.count()} of ${before} rows`);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('one choice of model and task for the whole page, by keyboard, told and kept in the address', async () => {
    const { page, troubles } = await open();
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
    const figures = page.locator('figure:not([hidden])');
    const all = await figures.count();
    const model = page.getByRole('combobox', { name: /^Model/ });
    await model.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await model.inputValue()).toBe('tiny-t5');
    await page.getByRole('combobox', { name: /^Task/ }).selectOption('sst2');
    expect(new URL(page.url()).hash).toBe('#model=tiny-t5&task=sst2');
    expect(await figures.count()).toBeLessThan(all);
    expect(await page.locator('figure[data-model=tiny-roberta]:visible').count()).toBe(0);
    expect(await page.locator('[data-task=imdb]:visible, details.neurons:visible:not([data-model=tiny-t5])').count()).toBe(0);
    expect(await page.locator('details.neurons:visible').count()).toBe(1);
    const tasks = await page.locator('#provenance table').nth(1).locator('tbody tr:visible th').allInnerTexts();
    expect(new Set(tasks)).toEqual(new Set(['sst2']));
    expect(await page.locator('output[aria-live]').innerText()).toMatch(new RegExp(`^${await figures.count()} of ${all} figures, \\d+ of \\d+ table rows$`));
    // A section's link keeps the choice; the address leads to the same view, also in a new window.
    await page.locator('nav a[href="#accuracy"]').click();
    for (let looks = 0; looks < 50 && !page.url().includes('&model'); looks++) await page.waitForTimeout(20);
    expect(new URL(page.url()).hash).toBe('#accuracy&model=tiny-t5&task=sst2');
    const again = await page.context().newPage();
    await again.goto(page.url());
    expect(await again.getByRole('combobox', { name: /^Model/ }).inputValue()).toBe('tiny-t5');
    expect(await again.evaluate("Math.abs(document.querySelector('#accuracy h2').getBoundingClientRect().top) < innerHeight")).toBe(true);
    await again.goto(`${address}#model=constructor&task=<img>&seed=7`);
    expect(await again.locator('figure:not([hidden])').count()).toBe(all);
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    expect(await figures.count()).toBe(all);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('marks tell their values: under the pointer, at a tap, and by the arrow keys, aloud', async () => {
    const { page, troubles } = await open({ hasTouch: true });
    const value = page.locator('.value');
    const point = page.locator('#figure-1 .panel circle:has(title)').first();
    const text = await point.textContent();
    expect(text).toMatch(/^tiny-\w+, .*accuracy \d+(\.\d)?%, low \d+(\.\d)?%/);
    expect(await value.isVisible()).toBe(false);
    await point.hover();
    expect(await value.innerText()).toBe(text);
    await page.mouse.move(0, 0);
    expect(await value.isVisible()).toBe(false);
    const button = page.locator('#figure-1').getByRole('button', { name: 'Read values' });
    await button.press('Home');
    const first = await page.locator('p[aria-live]').innerText();
    expect(first).toMatch(/ \(1 of \d+\)$/);
    expect(first.startsWith(await value.innerText())).toBe(true);
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('p[aria-live]').innerText()).toMatch(/ \(2 of \d+\)$/);
    await page.keyboard.press('Escape');
    expect(await value.isVisible()).toBe(false);
    await page.locator('figure path:has(title)').first().tap();
    expect(await value.isVisible()).toBe(true);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('without script everything is there and nothing pretends to work', async () => {
    const { page, troubles } = await open({ javaScriptEnabled: false });
    expect(await page.locator('button, input, select').count()).toBe(0);
    expect(await page.locator('[hidden]').count()).toBe(0);
    expect(await page.locator('details.neurons').count()).toBe(4);
    expect(await page.locator('.drawing title').count()).toBeGreaterThan(100);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('prints on several pages', async () => {
    const { page } = await open();
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.startsWith('%PDF')).toBe(true);
    expect(pdf.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(3);
    await page.context().close();
  });
});
