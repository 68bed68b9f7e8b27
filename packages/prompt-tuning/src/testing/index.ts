export * from './tiny-backbone.ts';
