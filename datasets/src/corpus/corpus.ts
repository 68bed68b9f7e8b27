import type { Random } from '@skill-neurons/core';
import { misspell } from '../adversarial/misspell.ts';
import type { Document } from './document.ts';
import type { HeldOutTexts } from './held-out-texts.ts';
import { anyJudgedDocument, type Judging } from './judged-documents.ts';
import { dialogueDocument, dictionaryDocument, storyDocument } from './plain-documents.ts';

const misspelled = 0.05;

/** An endless, seeded stream of pre-training texts, none of which holds a held-out row of a task. */
export function* corpus(random: Random, heldOut: HeldOutTexts, judging: Judging): Generator<Document, never> {
  for (;;) {
    const document = sampleDocument(judging, random);
    if (!heldOut.occurIn(document)) yield document;
  }
}

function sampleDocument(judging: Judging, random: Random): Document {
  const draw = random.uniform();
  const document = draw < 0.85 ? anyJudgedDocument(judging, random)
    : draw < 0.93 ? storyDocument(random)
      : draw < 0.97 ? dialogueDocument(random)
        : dictionaryDocument(random);
  if (random.uniform() >= misspelled) return document;
  return { ...document, parts: document.parts.map((part) => misspell(part, 1, random)) };
}
