export * from './study-results.ts';
