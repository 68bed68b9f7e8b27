export { buildStudyResults } from './build-study-results.ts';
export type { MadeUpStudyOptions } from './study-options.ts';
