import { resetSVGDefIds, parse, View } from 'vega';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import type { Figure, VegaLiteSpec } from './figure.ts';

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
  // Vega counts its ids globally, so drawings must not overlap: each waits for the one before, whatever became of it.
  const drawing = last.then(() => draw(spec));
  last = drawing.catch(() => undefined);
  return drawing;
}

async function draw(spec: VegaLiteSpec): Promise<string> {
  resetSVGDefIds();
  const { spec: vega } = compile(spec as unknown as TopLevelSpec);
  const view = new View(parse(vega), { renderer: 'none', loader: noLoader });
  try {
    return withoutControls(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** XML forbids control characters, even escaped. */
function withoutControls(svg: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must go
  return svg.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}

/** The figure as it is saved on its own: with its title, on white. */
export async function renderFigureFile(figure: Figure): Promise<string> {
  const svg = await renderSvg(fileSpec(figure));
  return svg.replace('<svg ', '<svg style="color:#1b2430;background:#fff" ') + '\n';
}

/** The specification as it is saved: with its title, on white. */
export function fileSpec({ title, caption, spec }: Figure): VegaLiteSpec {
  return { ...spec, title: { text: title }, description: caption, background: 'white', padding: 12 };
}

/**
 * Makes the ids of an SVG its own, so that several can stand in one page.
 * Only attributes inside tags are touched, never text.
 */
export function prefixIds(svg: string, prefix: string): string {
  return svg.replace(/<[^>]*>/g, (tag) => tag.replace(/\bid="([^"]*)"/g, `id="${prefix}$1"`).replace(/url\(#/g, `url(#${prefix}`).replace(/(xlink:href|href)="#/g, `$1="#${prefix}`));
}
