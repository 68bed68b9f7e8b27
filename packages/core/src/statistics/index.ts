export * from './binomial-interval.ts';
export { exactInterval } from './exact-interval.ts';
export * from './hypergeometric.ts';
export * from './mcnemar.ts';
export * from './moments.ts';
export * from './permutation-test.ts';
export * from './quantile.ts';
export * from './spearman.ts';
