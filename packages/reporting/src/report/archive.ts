import { strToU8, zipSync } from 'fflate';
import type { StudyResults } from '../study-results.ts';
import { tableToCsv } from '../tables/csv.ts';
import type { Table } from '../tables/table.ts';

/** Base64 characters of the archive in a page; the whole page is to stay well under 5 MB. */
const MOST_CHARACTERS = 1_200_000;

export interface Archive {
  base64: string;
  /** False where `results.json` is too large to be in it. */
  holdsResults: boolean;
}

/**
 * The tables as CSV and, where there is room, `results.json` as a zip archive in base64, for a page that travels without its folder.
 * The same content gives the same bytes. Undefined where even the tables would make the page too large.
 */
export function archiveOf(results: StudyResults, tables: readonly Table[], most = MOST_CHARACTERS): Archive | undefined {
  const csv = Object.fromEntries(tables.map((table) => [`tables/${table.name}.csv`, strToU8(tableToCsv(table))]));
  const whole = zipped({ 'results.json': strToU8(JSON.stringify(results)), ...csv });
  if (whole.length <= most) return { base64: whole, holdsResults: true };
  const withoutResults = zipped(csv);
  return withoutResults.length <= most ? { base64: withoutResults, holdsResults: false } : undefined;
}

function zipped(files: Record<string, Uint8Array>): string {
  // Zip files hold local times: this one reads the same everywhere.
  return Buffer.from(zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) })).toString('base64');
}
