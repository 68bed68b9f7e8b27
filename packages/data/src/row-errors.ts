import { SkillNeuronsError } from '@skill-neurons/core';

export function malformedRow(where: string, message: string, cause?: unknown): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'DATA_MALFORMED_ROW', message, where, hint: 'mend the row, or check format, quote, columns and select of the split', cause });
}

export function nullCell(where: string, column: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'DATA_NULL_CELL', message: `"${column}" is null`, where, hint: 'write nulls: drop or nulls: empty in the split, if that is what it should mean' });
}

export function unknownColumn(where: string, column: string, known: readonly string[]): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'DATA_UNKNOWN_COLUMN', message: `there is no column "${column}"`, where, hint: `the columns are ${known.join(', ') || 'none'}` });
}
