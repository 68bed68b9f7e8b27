import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { writeReport } from '../src/index.ts';
import { buildStudyResults } from '../src/testing/index.ts';
import { findChromium } from './chromium.ts';

const executablePath = findChromium();
const inChromium = executablePath === undefined ? describe.skip : describe;
const where = executablePath === undefined ? 'skipped: no Chromium on the path, and CHROMIUM names none' : 'in Chromium';

inChromium(`the report, opened from disk (${where})`, () => {
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    const results = buildStudyResults({ tasks: 2, seeds: 1, layers: 1, width: 40, percents: [0, 15], randomDraws: 1, adversarialTasks: ['sst2', 'imdb'], rows: { clean: 1200, adversarial: 90 } });
    const { report } = await writeReport(results, await mkdtemp(join(tmpdir(), 'report-')));
    address = pathToFileURL(report).href;
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', '--disable-gpu'] });
  });

  afterAll(() => browser?.close());

  async function open(options: BrowserContextOptions = {}): Promise<{ page: Page; troubles: string[]; asked: string[] }> {
    const page = await browser.newPage(options);
    const troubles: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('requestfailed', (request) => troubles.push(`failed: ${request.url()}`));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(address);
    return { page, troubles, asked };
  }

  /** Serious and critical violations of the accessibility rules, one line each. */
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const { violations: found } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResults;
    return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).slice(0, 3).join(' | ')}`);
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
    expect(await violations(page)).toEqual([]);
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
    const panels = page.locator('details.neurons:visible');
    await page.locator('p.filter select').nth(1).selectOption('sst2');
    await page.locator('p.filter select').nth(0).selectOption('tiny-t5');
    expect(await panels.count()).toBe(1);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('without script everything is there and nothing pretends to work', async () => {
    const { page, troubles } = await open({ javaScriptEnabled: false });
    expect(await page.locator('button, input, select').count()).toBe(0);
    expect(await page.locator('[hidden]').count()).toBe(0);
    expect(await page.locator('details.neurons').count()).toBe(4);
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
