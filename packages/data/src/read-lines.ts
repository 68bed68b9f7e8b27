import { malformedRow } from './row-errors.ts';
import { textChunks } from './read-text.ts';

export interface Line {
  text: string;
  /** From 1. */
  number: number;
}

/**
 * The lines of a file, without their ends (LF or CRLF; no other character ends a line). A line end at the end of the
 * file starts no further line.
 *
 * @throws DATA_ENCODING, DATA_MALFORMED_ROW for a line longer than `maxLength` characters
 */
export async function* readLines(path: string, maxLength: number, signal?: AbortSignal): AsyncGenerator<Line> {
  let rest = '';
  let number = 0;
  for await (const chunk of textChunks(path, signal)) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      number++;
      checkLength(part, number);
      yield { text: part.endsWith('\r') ? part.slice(0, -1) : part, number };
    }
    checkLength(rest, number + 1);
  }
  if (rest !== '') yield { text: rest.endsWith('\r') ? rest.slice(0, -1) : rest, number: number + 1 };

  function checkLength(line: string, lineNumber: number) {
    if (line.length > maxLength) throw malformedRow(`${path}:${lineNumber}`, `the line has more than ${maxLength} characters`);
  }
}
