/** Text that is HTML already. Everything else that goes into a page is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template of {@link html} may hold; strings are escaped, lists are joined. */
export type HtmlContent = Html | string | number | null | undefined | readonly HtmlContent[];

/** Builds HTML: values put into the template are escaped, unless they are {@link Html}; lists are joined, null is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlContent[]): Html {
  return new Html(strings.reduce((text, part, i) => text + render(values[i - 1]) + part));
}

/** For text that is known to be safe HTML, such as our own SVG and CSS. */
export function rawHtml(text: string): Html {
  return new Html(text);
}

/** Escapes text for HTML content and quoted attributes; control characters that HTML forbids are dropped. */
export function escapeHtml(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must go
  const printable = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
  return printable.replace(/[&<>"']/g, (character) => entities[character]!);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function render(value: HtmlContent): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
}
