export * from './planted-split.ts';
export * from './tiny-backbone.ts';
export * from './tiny-checkpoint.ts';
