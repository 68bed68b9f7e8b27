/** A trained tokenizer as the files of a model folder in Hugging Face layout. */
export interface TokenizerFiles {
  /** `tokenizer.json` */
  readonly tokenizer: Readonly<Record<string, unknown>>;
  /** `tokenizer_config.json` */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Number of ids, special tokens counted. */
  readonly vocabularySize: number;
}
