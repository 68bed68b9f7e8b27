import type { Random } from '@skill-neurons/core';
import { textSpeech } from '../language/concept.ts';
import { demoTasks } from '../tasks/demo-tasks.ts';
import type { DemoTask, Label } from '../tasks/demo-task.ts';
import type { Document } from './document.ts';
import { remarks } from './remarks.ts';

/** A text of one task's world with a judgement in its heading or at its end. */
export function judgedDocument(task: DemoTask, random: Random): Document {
  const label = random.integer(2) as Label;
  const sample = task.sample(label, textSpeech, random);
  const row = random.uniform() < 0.05 ? sample.negated(random) : sample;
  const { leads, tails } = remarks[task.type];
  const remark = random.uniform() < 0.8 ? { lead: random.pick(leads) } : { tail: random.pick(tails) };
  return { kind: task.name, parts: task.fieldNames.map((name) => row.fields[name]!), answer: task.labels[row.label], ...remark };
}

export function anyJudgedDocument(random: Random): Document {
  return judgedDocument(random.pick(demoTasks), random);
}
