import type { Random } from '@skill-neurons/core';
import type { Document } from '@skill-neurons/datasets';
import type { TextSource } from '../corpus/text-source.ts';
import type { Objective } from '../objectives/objective.ts';

/** A block of the text source is this many steps. */
export const batchesPerBlock = 40;

/** Batches by step number: the same step always gets the same batch, so that a resumed run sees what it would have seen. */
export class BatchStream<Example, Batch> {
  #block: { index: number; batches: Example[][] } | null = null;
  readonly #objective: Objective<Example, Batch>;
  readonly #source: TextSource;
  readonly #batchSize: number;
  readonly #random: Random;

  constructor(objective: Objective<Example, Batch>, source: TextSource, batchSize: number, random: Random) {
    this.#objective = objective;
    this.#source = source;
    this.#batchSize = batchSize;
    this.#random = random;
  }

  at(step: number): Batch {
    const index = Math.floor(step / batchesPerBlock);
    if (this.#block?.index !== index) this.#block = { index, batches: this.#makeBlock(index) };
    return this.#objective.batch(this.#block.batches[step % batchesPerBlock]!);
  }

  /** The held-out texts in batches, masked once and for all. */
  heldOut(): Batch[] {
    return this.#cut(this.#source.heldOut, this.#random.fork('held out')).map((examples) => this.#objective.batch(examples));
  }

  #makeBlock(index: number): Example[][] {
    const random = this.#random.fork(`block ${index}`);
    const documents = this.#source.block(index, batchesPerBlock * this.#batchSize);
    return random.shuffle(this.#cut(documents, random));
  }

  /** Examples of similar size together. Documents too short for an example give way to a neighbour, so that batches stay full. */
  #cut(documents: readonly Document[], random: Random): Example[][] {
    const examples = documents.flatMap((document) => this.#objective.example(document, random) ?? []);
    if (examples.length === 0) throw new Error('no text is long enough to train on');
    for (let i = 0; examples.length < documents.length; i++) examples.push(examples[i]!);
    examples.sort((one, two) => this.#objective.size(one) - this.#objective.size(two));
    return Array.from({ length: Math.ceil(examples.length / this.#batchSize) }, (_, i) => examples.slice(i * this.#batchSize, (i + 1) * this.#batchSize));
  }
}
