import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** The Chromium of this machine: the one that `CHROMIUM` names, or the first on the path; undefined where there is none. */
export function findChromium(): string | undefined;

export function launchChromium(): Promise<Browser>;

/** An empty page, and what goes wrong on it (errors and warnings of the console) and what it asks for, from then on. */
export interface WatchedPage {
  page: Page;
  troubles: string[];
  asked: string[];
}

export function openWatchedPage(browser: Browser, options?: BrowserContextOptions): Promise<WatchedPage>;

/** Serious and critical violations of the accessibility rules (axe-core), one line each. */
export function seriousViolations(page: Page): Promise<string[]>;
