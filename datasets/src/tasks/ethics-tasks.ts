import type { Random } from '@skill-neurons/core';
import { deedClause } from '../world/deed.ts';
import { dutyClause, excuseClause, sampleDuty, sampleReason } from '../world/duty.ts';
import type { DemoTask } from './demo-task.ts';

const labels = ['unacceptable', 'acceptable'] as const;
const asides = ['the sky was blue', 'a bird sang a song', 'the train was late', 'it was a long day'];
const aside = (_row: unknown, random: Random) => random.pick(asides);

/** Is a deed right? */
export const deedsTask: DemoTask = {
  name: 'deeds',
  type: 'ethics',
  title: 'Right and wrong deeds',
  labels,
  fieldNames: ['scenario'],
  distraction: { field: 'scenario', sentence: aside },
  sample(label, speech, random) {
    const tell = (negated: boolean, source: Random) => ({ scenario: `${deedClause(label === 1, negated, speech, source)} .` });
    return {
      fields: tell(random.uniform() < 0.08, random),
      label,
      negated: (again) => ({ fields: tell(true, again), label }),
    };
  },
};

/** Is an excuse for leaving a duty undone a fair one? */
export const excusesTask: DemoTask = {
  name: 'excuses',
  type: 'ethics',
  title: 'Fair and poor excuses',
  labels,
  fieldNames: ['scenario', 'excuse'],
  distraction: { field: 'excuse', sentence: aside },
  sample(label, speech, random) {
    const duty = sampleDuty(random);
    const scenario = `${dutyClause(duty, speech, random)} .`;
    const fair = label === 1;
    const excuse = (source: Random, reason = sampleReason(fair, source)) => ({ scenario, excuse: `${excuseClause(duty, fair, reason, speech, source)} .` });
    return {
      fields: excuse(random),
      label,
      negated: (again) => ({ fields: excuse(again, fair ? 'absent' : again.pick(['absent', 'denied'] as const)), label }),
    };
  },
};
