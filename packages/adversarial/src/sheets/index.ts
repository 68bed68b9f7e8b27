export * from './fill-template.ts';
export * from './judge-case.ts';
export * from './load-sheet.ts';
export * from './make-cases.ts';
export { transformationNames, type TransformationName } from './named-transformations.ts';
export * from './run-sheet.ts';
export * from './sheet-schema.ts';
