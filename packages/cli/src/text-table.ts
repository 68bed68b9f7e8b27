// Without the figures, which take half a second to load.
import { tableToMarkdown } from '@skill-neurons/reporting/markdown';

/** A Markdown table of texts that is readable in a terminal; control characters in cells are replaced. */
export function textTable(labels: readonly string[], rows: readonly (readonly string[])[]): string {
  return tableToMarkdown({ columns: labels.map((label) => ({ name: label, label })), rows: rows.map((row) => [...row]) });
}
