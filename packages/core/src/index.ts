export * from './errors.ts';
export * from './files.ts';
export * from './html.ts';
export { nearestName } from './nearest-name.ts';
export * from './progress.ts';
export * from './random.ts';
export * from './statistics/index.ts';
export * from './text/index.ts';
