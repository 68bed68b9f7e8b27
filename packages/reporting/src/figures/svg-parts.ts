import * as vega from 'vega';
import { escapeHtml } from '../report/html.ts';
import type { SceneItem, SceneMark } from './scene.ts';

export type Attributes = Record<string, string>;

/** Vega's own writers of places and shapes, which its types leave out. */
const { Marks } = vega as unknown as { Marks: Record<string, { attr: (emit: (name: string, value: unknown) => void, item: SceneItem) => void }> };

const fontAttributes = { fontSize: 'font-size', fontWeight: 'font-weight', fontStyle: 'font-style' } as const;
/** What the SVG element says once for all. */
export const ROOT_ATTRIBUTES = 'font-family="sans-serif" font-size="11" fill="none"';
/** What need not be said. */
export const defaults: Readonly<Record<string, string>> = { 'font-size': '11', 'font-weight': 'normal', 'font-style': 'normal', 'stroke-width': '1', 'stroke-dasharray': '', opacity: '1', fill: 'none' };

/** A number with at most so many decimals; one is a twentieth of a pixel off at most. */
export function short(value: number, digits = 1): string {
  return String(Number(value.toFixed(digits)) + 0);
}

export const isPaint = (paint: unknown) => paint !== undefined && paint !== null && paint !== 'transparent' && paint !== 'none';

export function isVisible(item: SceneItem): boolean {
  return item.opacity !== 0;
}

/** What a mark belongs to, by which it can be chosen. */
export function dataAttributes({ datum }: SceneItem): Attributes {
  const row = (datum ?? {}) as Readonly<Record<string, unknown>>;
  const attributes: Attributes = {};
  for (const name of ['model', 'seed']) if (typeof row[name] === 'string' || typeof row[name] === 'number') attributes[`data-${name}`] = String(row[name]);
  return attributes;
}

export function attributesText(attributes: Attributes): string {
  return Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`).join('');
}

export function textLook(item: SceneItem): Attributes {
  const attributes: Attributes = {};
  const align = item['align'];
  if (align === 'center' || align === 'right') attributes['text-anchor'] = align === 'center' ? 'middle' : 'end';
  for (const [name, attribute] of Object.entries(fontAttributes)) {
    const value = item[name];
    if (value !== undefined && value !== null && String(value as string) !== defaults[attribute]) attributes[attribute] = String(value as string);
  }
  return attributes;
}

export function textElement(mark: SceneMark, item: SceneItem, rest: string): string {
  const own = emitted(mark, item);
  const lines = (Array.isArray(item['text']) ? (item['text'] as unknown[]) : [item['text'] ?? '']).map((line) => escapeHtml(String(line as string)));
  const [, x, y, turn] = /^translate\(([^,]+),([^)]+)\)\s*(.*)$/.exec(own['transform'] ?? '') ?? [];
  const place = turn === '' && x !== undefined ? ` x="${shortened(x)}" y="${shortened(y!)}"` : ` transform="${shortened(own['transform'] ?? '')}"`;
  const height = Number(item['lineHeight'] ?? 0) || Number(item['fontSize'] ?? 11) + 2;
  const content = lines.length === 1 ? lines[0]! : lines.map((line, i) => `<tspan${place.startsWith(' x') ? ` x="${shortened(x!)}"` : ' x="0"'}${i > 0 ? ` dy="${height}"` : ''}>${line}</tspan>`).join('');
  return content === '' ? '' : `<text${rest}${place}>${content}</text>`;
}

export function geometryOf(mark: SceneMark, item: SceneItem): [tag: string, attributes: string] {
  const { x = 0, y = 0, width = 0, height = 0 } = item;
  if (mark.marktype === 'rect' && !item.cornerRadius) return ['path', ` d="M${short(x)},${short(y)}h${short(width)}v${short(height)}h${short(-width)}z"`];
  if (mark.marktype === 'symbol' && (item.shape ?? 'circle') === 'circle') return ['circle', ` cx="${short(x)}" cy="${short(y)}" r="${short(Math.sqrt(item.size ?? 64) / 2, 2)}"`];
  if (mark.marktype === 'rule') return ['path', ` d="${ruleOf(item)}"`];
  const { transform, d } = emitted(mark, item);
  return ['path', `${transform === undefined ? '' : ` transform="${shortened(transform)}"`} d="${shortened(d ?? '')}"`];
}

export function ruleOf({ x = 0, y = 0, x2, y2 }: SceneItem): string {
  const [right, down] = [x2 ?? x, y2 ?? y];
  if (right === x) return `M${short(x)},${short(y)}V${short(down)}`;
  return down === y ? `M${short(x)},${short(y)}H${short(right)}` : `M${short(x)},${short(y)}L${short(right)},${short(down)}`;
}

export function pathOf(mark: SceneMark, item: SceneItem): string {
  return shortened(emitted(mark, item)['d'] ?? '');
}

/** What Vega's own writer would say of an item's place and shape. */
function emitted(mark: SceneMark, item: SceneItem): Attributes {
  const attributes: Attributes = {};
  const { attr } = Marks[mark.marktype]!;
  attr((name, value) => {
    if (value !== undefined && value !== null) attributes[name] = String(value as string);
  }, item);
  return attributes;
}

function shortened(numbers: string): string {
  return numbers.replace(/-?\d*\.\d+(?:e-?\d+)?|-?\d+e-?\d+/g, (text) => short(Number(text)));
}

/** Colours as Vega computes them, written shorter. */
export function shortColour(colour: string): string {
  const [, ...channels] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour) ?? [];
  return channels.length === 3 ? `#${channels.map((channel) => Number(channel).toString(16).padStart(2, '0')).join('')}` : colour;
}
