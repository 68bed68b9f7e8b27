export * from './binomial-interval.ts';
export * from './hypergeometric.ts';
export * from './moments.ts';
export * from './permutation-test.ts';
export * from './quantile.ts';
export * from './spearman.ts';
