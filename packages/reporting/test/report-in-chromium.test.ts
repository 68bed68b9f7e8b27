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
    const results = buildStudyResults({ tasks: 2, seeds: 1, layers: 1, width: 40, percents: [0, 15], randomDraws: 1, adversarialTasks: ['sst2', 'imdb'] });
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

  test('prints on several pages', async () => {
    const { page } = await open();
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.startsWith('%PDF')).toBe(true);
    expect(pdf.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(3);
    await page.context().close();
  });
});
