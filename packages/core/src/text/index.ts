export * from './diff-html.ts';
export * from './diff-styles.ts';
export * from './excerpt-diff.ts';
export * from './word-diff.ts';
