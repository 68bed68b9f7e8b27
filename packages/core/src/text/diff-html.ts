import { html, type Html, type HtmlContent } from '../html.ts';
import { diffWords } from './word-diff.ts';

/** One field of an input before and after an edit. */
export interface ChangedField {
  name: string;
  before: string;
  after: string;
}

/**
 * An input before and after an edit, beside each other where there is room ({@link diffStyles}). Words that went are struck out, words
 * that came underlined, and both are told in words to who does not see it. Fields are named where there are several. Without a caption
 * the second side is left out.
 */
export function sidesHtml(fields: readonly ChangedField[], captions: { before: HtmlContent; after: HtmlContent | null }): Html {
  const parts = fields.map(({ name, before, after }) => ({ name, parts: diffWords(before, after) }));
  const side = (shown: 'removed' | 'added', caption: HtmlContent) => html`<div><p class="caption">${caption}</p>${parts.map(({ name, parts: all }) => html`
<p>${fields.length > 1 ? html`<span class="field">${name}:</span> ` : null}<bdi>${all.map(({ kind, text }) => (kind === 'same' ? text : kind === shown ? markedHtml(kind, text) : null))}</bdi></p>`)}</div>`;
  return html`<div class="sides">${side('removed', captions.before)}
${captions.after === null ? null : side('added', captions.after)}</div>`;
}

function markedHtml(kind: 'removed' | 'added', text: string): Html {
  const [, before, words, behind] = /^(\s*)(.*?)(\s*)$/su.exec(text)!;
  if (words === '') return html`${before}`;
  const marked = html`<span class="spoken">[${kind}: </span>${words}<span class="spoken">]</span>`;
  return kind === 'removed' ? html`${before}<del>${marked}</del>${behind}` : html`${before}<ins>${marked}</ins>${behind}`;
}
