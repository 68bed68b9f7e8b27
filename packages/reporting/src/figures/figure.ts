/** A Vega-Lite specification as plain JSON, data included: it can be opened as it is in the Vega editor. */
export type VegaLiteSpec = Record<string, unknown>;

/** A figure: its Vega-Lite specification, data included, and what it says in words. */
export interface Figure {
  /** File name without ending: safe on every file system. */
  name: string;
  title: string;
  /** How to read it. */
  caption: string;
  /** What it shows, in words and numbers, for those who do not see it. */
  summary: string;
  /** The one model that it is about, by which it can be chosen in the page; absent for several. */
  model?: string;
  spec: VegaLiteSpec;
}

/**
 * A part of a file name from any text: letters, digits, `-`, `_` and inner dots stay, the rest becomes `-`.
 * Different texts can give the same slug; see {@link fileSlugs}.
 */
export function fileSlug(text: string): string {
  const slug = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '').slice(0, 60);
  return slug === '' ? 'unnamed' : slug;
}

/** One slug per text, made distinct (also on file systems that ignore case) by numbers. */
export function fileSlugs(texts: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  const slugs = new Map<string, string>();
  for (const text of texts) {
    const base = fileSlug(text);
    let slug = base;
    for (let i = 2; taken.has(slug.toLowerCase()); i++) slug = `${base}-${i}`;
    taken.add(slug.toLowerCase());
    slugs.set(text, slug);
  }
  return slugs;
}
