export * from './collect.ts';
export * from './firing-counts.ts';
export * from './overlap.ts';
export * from './predictivity-file.ts';
export * from './predictivity.ts';
export * from './ranking.ts';
export * from './suppress.ts';
