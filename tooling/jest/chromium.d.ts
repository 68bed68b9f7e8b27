import type { Browser, Page } from 'playwright-core';

/** The Chromium of this machine: the one that `CHROMIUM` names, or the first on the path; undefined where there is none. */
export function findChromium(): string | undefined;

export function launchChromium(): Promise<Browser>;

/** Serious and critical violations of the accessibility rules (axe-core), one line each. */
export function seriousViolations(page: Page): Promise<string[]>;
