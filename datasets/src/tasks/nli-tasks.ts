import type { Random } from '@skill-neurons/core';
import { claimClause, sampleScene, sceneClause } from '../world/scene.ts';
import { answerRow, sampleAnswer } from '../world/answer.ts';
import type { DemoTask } from './demo-task.ts';

const labels = ['no', 'yes'] as const;
const asides = ['there is no rain', 'yes it is early', 'nobody is in a hurry', 'the sky is grey'];
const aside = (_row: unknown, random: Random) => random.pick(asides);

/** Does a claim follow from a scene? */
export const scenesTask: DemoTask = {
  name: 'scenes',
  type: 'nli',
  title: 'Claims that follow from a scene',
  labels,
  fieldNames: ['hypothesis', 'premise'],
  distraction: { field: 'premise', sentence: aside },
  sample(label, speech, random) {
    const scene = sampleScene(random);
    const premise = `${sceneClause(scene, speech, random)} .`;
    const claim = (holds: boolean, negated: boolean, source: Random) => `${claimClause(scene, holds, negated, speech, source)} .`;
    return {
      fields: { hypothesis: claim(label === 1, random.uniform() < 0.05, random), premise },
      label,
      negated: (again) => ({ fields: { hypothesis: claim(label === 1, true, again), premise }, label }),
    };
  },
};

/** Does a sentence answer a question? */
export const answersTask: DemoTask = {
  name: 'answers',
  type: 'nli',
  title: 'Sentences that answer a question',
  labels,
  fieldNames: ['question', 'sentence'],
  distraction: { field: 'sentence', sentence: aside },
  sample(label, speech, random) {
    const answer = sampleAnswer(label === 1, random);
    return {
      fields: answerRow(answer, false, speech, random),
      label,
      negated: (again) => ({ fields: answerRow(answer, true, speech, again), label }),
    };
  },
};
