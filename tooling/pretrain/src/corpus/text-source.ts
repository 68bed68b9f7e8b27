import type { Document } from '@skill-neurons/datasets';

/** Where pre-training texts come from. Blocks are numbered, so that a resumed run goes on with the text it would have seen. */
export interface TextSource {
  /** One line for the model card and the log. */
  readonly description: string;
  /** The documents of block `index`; the same index always gives the same ones. */
  block(index: number, size: number): readonly Document[];
  /** Texts that are never trained on, for the held-out loss. */
  readonly heldOut: readonly Document[];
}
