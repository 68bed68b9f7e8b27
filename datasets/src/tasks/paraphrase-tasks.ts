import type { Random } from '@skill-neurons/core';
import { changeEvent, eventClause, sampleEvent, voices } from '../world/event.ts';
import { changeInquiry, inquiryClause, sampleInquiry } from '../world/question.ts';
import type { DemoTask } from './demo-task.ts';

const labels = ['false', 'true'] as const;
/** Truisms: they add nothing to what a sentence says. */
const truisms = ['and snow is cold', 'and fire is hot', 'and a day is a day', 'and true is true', 'and false is not true'];
const distraction = { field: 'sentence1', sentence: (_row: unknown, random: Random) => random.pick(truisms) };

/** Do two sentences report the same event? */
export const eventsTask: DemoTask = {
  name: 'events',
  type: 'paraphrase',
  title: 'Two reports of one event',
  labels,
  fieldNames: ['sentence1', 'sentence2'],
  distraction,
  sample(label, speech, random) {
    const event = sampleEvent(random);
    const other = label === 1 ? event : changeEvent(event, random);
    const tell = (first: typeof event, second: typeof event, source: Random) => {
      const [one, two] = source.shuffle(voices);
      return { sentence1: `${eventClause(first, one!, speech, source)} .`, sentence2: `${eventClause(second, two!, speech, source)} .` };
    };
    return {
      fields: tell(event, other, random),
      label,
      // Denied on both sides a pair keeps its label; a true pair denied on one side is false.
      negated(again) {
        const oneSided = label === 1 && again.uniform() < 0.5;
        return { fields: tell({ ...event, negated: true }, { ...other, negated: !oneSided }, again), label: oneSided ? 0 : label };
      },
    };
  },
};

/** Do two questions ask for the same? */
export const questionsTask: DemoTask = {
  name: 'questions',
  type: 'paraphrase',
  title: 'Two wordings of one question',
  labels,
  fieldNames: ['sentence1', 'sentence2'],
  distraction,
  sample(label, speech, random) {
    const inquiry = sampleInquiry(random);
    const other = label === 1 ? inquiry : changeInquiry(inquiry, random);
    const ask = (notFirst: boolean, notSecond: boolean, source: Random) => ({
      sentence1: `${inquiryClause(inquiry, notFirst, speech, source)} ?`,
      sentence2: `${inquiryClause(other, notSecond, speech, source)} ?`,
    });
    return {
      fields: ask(false, false, random),
      label,
      negated(again) {
        const oneSided = label === 1 && again.uniform() < 0.5;
        return { fields: ask(true, !oneSided, again), label: oneSided ? 0 : label };
      },
    };
  },
};
