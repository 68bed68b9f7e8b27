export type { Lexicons, SlotValues } from './fill-template.ts';
export type { Answers, Verdict } from './judge-case.ts';
export * from './load-sheet.ts';
export type { MakeCasesOptions, SheetCase } from './make-cases.ts';
export type { TransformationName } from './named-transformations.ts';
export * from './run-sheet.ts';
export type { Sheet, SheetTemplate, SheetTest } from './sheet-schema.ts';
