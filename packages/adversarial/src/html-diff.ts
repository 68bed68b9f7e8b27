import { html, type Html } from '@skill-neurons/core';
import { diffWords } from './text/word-diff.ts';

/**
 * What to show between two texts as HTML: `del` and `ins`, with words for who does not see them struck out and underlined.
 * The page's style hides `.spoken` from the eye.
 */
export function diffHtml(before: string, after: string): Html {
  return html`<bdi>${diffWords(before, after).map(({ kind, text }) => {
    if (kind === 'same') return text;
    const words = text.trimEnd();
    const space = text.slice(words.length);
    return kind === 'removed'
      ? html`<del><span class="spoken">[removed: </span>${words}<span class="spoken">]</span></del>${space}`
      : html`<ins><span class="spoken">[added: </span>${words}<span class="spoken">]</span></ins>${space}`;
  })}</bdi>`;
}
