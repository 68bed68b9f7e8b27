import type { DemoRow } from '../tasks/demo-task.ts';
import { normalise } from '../language/phrases.ts';
import { documentText, type Document } from './document.ts';

/** The rows that no pre-training text may hold: a document that contains every field of one of them is refused. */
export class HeldOutTexts {
  /** Normalised field text to the rows it stands in. */
  readonly #rowsOf = new Map<string, number[]>();
  readonly #fieldCounts: number[] = [];
  readonly #lengths = new Set<number>();

  constructor(rows: Iterable<DemoRow>) {
    for (const row of rows) this.#add(row);
  }

  #add(row: DemoRow): void {
    const texts = new Set(Object.values(row.fields).map(normalise));
    const index = this.#fieldCounts.push(texts.size) - 1;
    for (const text of texts) {
      this.#lengths.add(text.split(' ').length);
      const rows = this.#rowsOf.get(text);
      if (rows) rows.push(index);
      else this.#rowsOf.set(text, [index]);
    }
  }

  /** True when all fields of some row occur in the document, in any order, as runs of whole words. */
  occurIn(document: Document): boolean {
    const words = normalise(documentText(document)).split(' ');
    const seen = new Map<number, Set<string>>();
    for (const length of this.#lengths) {
      for (let start = 0; start + length <= words.length; start++) {
        const text = words.slice(start, start + length).join(' ');
        for (const row of this.#rowsOf.get(text) ?? []) {
          const found = seen.get(row) ?? new Set();
          if (found.add(text).size === this.#fieldCounts[row]) return true;
          seen.set(row, found);
        }
      }
    }
    return false;
  }
}
