import { findChromium, launchChromium } from '@skill-neurons/tooling-jest/chromium';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { interaction } from '../src/report/interaction.ts';
import { neuronPanels } from '../src/report/sections/neuron-panels.ts';
import { styles } from '../src/report/styles.ts';
import { buildStudyResults } from '../src/testing/index.ts';

const found = findChromium() !== undefined;
const inChromium = found ? describe : describe.skip;

inChromium(`panels of single neurons (${found ? 'in Chromium' : 'skipped: no Chromium on the path, and CHROMIUM names none'})`, () => {
  let browser: Browser;
  let html: string;

  beforeAll(async () => {
    const results = buildStudyResults({ tasks: 1, seeds: 2, layers: 2, width: 40, percents: [0], randomDraws: 1, adversarialTasks: ['sst2'] });
    for (const { highest } of results.neuronProfiles!) highest[0]!.text = `${'pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(3)} & <b>bold</b>`;
    // The panels alone: figures take seconds to draw.
    html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Panels</title><style>${styles}</style></head><body><div class="bar"></div><main><h1>Panels</h1><h2>Neurons</h2>${neuronPanels(results)!.text}</main><script>${interaction}</script></body></html>`;
    browser = await launchChromium();
  });

  afterAll(() => browser?.close());

  async function open(options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    await page.setContent(html);
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
    return page;
  }

  test('a seed and a layer are chosen: parts, lines and rows of others go', async () => {
    const page = await open({ viewport: { width: 1200, height: 900 } });
    const seen = async (selector: string) => page.locator(`${selector}:visible`).count();
    // Two models, five neurons, two seeds; three neurons of layer 1.
    expect([await seen('.neuron'), await seen('.seed'), await seen('.neuron g[data-seed]')]).toEqual([10, 20, 40]);
    await page.locator('select[name=seed]').selectOption('2');
    expect([await seen('.neuron'), await seen('.seed'), await seen('.neuron g[data-seed]')]).toEqual([10, 10, 20]);
    await page.locator('select[name=layer]').selectOption('1');
    expect([await seen('.neuron'), await seen('.seed')]).toEqual([6, 6]);
    const rows = await page.locator('details.neurons tbody tr:visible').allInnerTexts();
    expect(rows.map((row) => row.split('\t').slice(1, 3))).toEqual(new Array(2 * 2 * 3).fill(['1', '2']));
    await page.context().close();
  });

  test('a word longer than a telephone is wide is broken, and texts stay texts', async () => {
    const page = await open({ viewport: { width: 400, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    expect(await page.locator('.rows b').count()).toBe(0);
    await page.context().close();
  });

  test('without script all seeds are there', async () => {
    const still = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await still.setContent(html);
    expect(await still.locator('.seed').count()).toBe(20);
    expect(await still.locator('select, button').count()).toBe(0);
    await still.context().close();
  });
});
