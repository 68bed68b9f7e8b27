import { resetSVGDefIds, parse, View } from 'vega';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import { escapeHtml } from '../report/html.ts';
import { drawForPage } from './draw-figure.ts';
import type { PageDrawing } from './draw-figure.ts';
import type { Figure, VegaLiteSpec } from './figure.ts';
import { useTextWidths } from './text-width.ts';

/** Nothing is ever loaded: figures carry their data. */
const noLoader = {
  load: refuse,
  sanitize: refuse,
  http: refuse,
  file: refuse,
};

function refuse(): Promise<never> {
  return Promise.reject(new Error('figures load nothing'));
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Draws a Vega-Lite specification as SVG text that takes the text colour of the page around it. The same specification
 * gives the same bytes.
 */
export function renderSvg(spec: VegaLiteSpec): Promise<string> {
  return drawFigure(spec, '').then(({ svg }) => svg);
}

/** Draws a specification twice over: as a file's SVG, and for a page, where ids begin with `prefix`. */
export function drawFigure(spec: VegaLiteSpec, prefix: string): Promise<{ svg: string; page: PageDrawing }> {
  // Vega counts its ids globally, so drawings must not overlap: each waits for the one before, whatever became of it.
  const drawing = last.then(() => draw(spec, prefix));
  last = drawing.catch(() => undefined);
  return drawing;
}

async function draw(spec: VegaLiteSpec, prefix: string): Promise<{ svg: string; page: PageDrawing }> {
  resetSVGDefIds();
  useTextWidths();
  // A copy, since Vega marks the data rows it reads.
  const clean = printable(spec);
  const { spec: vega } = compile(clean as unknown as TopLevelSpec);
  const view = new View(parse(vega), { renderer: 'none', loader: noLoader });
  try {
    const svg = await view.toSVG();
    return { svg, page: drawForPage(view, clean, prefix) };
  } finally {
    view.finalize();
  }
}

/** Controls are forbidden in XML, and line separators end string literals in the expressions that Vega-Lite writes. */
function printable<T>(value: T): T {
  const json = JSON.stringify(value, (_, entry: unknown) =>
    // eslint-disable-next-line no-control-regex -- control characters are what must go
    typeof entry === 'string' ? entry.replace(/[\u0000-\u001f\u007f\u2028\u2029\ufffe\uffff]/g, ' ') : entry);
  return JSON.parse(json) as T;
}

const TITLE_HEIGHT = 30;

/** A drawing as it is saved on its own: under its title, on white. */
export function figureFile({ title }: Pick<Figure, 'title'>, svg: string): string {
  const [, width, height, content] = /^<svg [^>]*\bwidth="([\d.]+)" height="([\d.]+)"[^>]*>(.*)<\/svg>$/s.exec(svg)!;
  // Widths of text are only estimated: 8 px is generous for bold 14 px letters.
  const size = { width: Math.max(Number(width), 8 * title.length + 24), height: Number(height) + TITLE_HEIGHT };
  const text = escapeHtml(printable(title));
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" role="img" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" style="color:#1b2430;background:#fff"><title>${text}</title><text x="12" y="24" font-family="sans-serif" font-size="14" font-weight="bold" fill="currentColor">${text}</text><g transform="translate(0,${TITLE_HEIGHT})" fill="none" stroke-miterlimit="10">${content}</g></svg>\n`;
}

/** The specification as it is saved: with its title, on white. */
export function fileSpec({ title, caption, spec }: Figure): VegaLiteSpec {
  return printable({ ...spec, title: { text: title }, description: caption, background: 'white', padding: 12 });
}
