import type { Random } from '@skill-neurons/core';
import { textSpeech } from '../language/concept.ts';
import { demoTasks } from '../tasks/demo-tasks.ts';
import type { DemoTask, Label } from '../tasks/demo-task.ts';
import type { Document } from './document.ts';
import { idleHeading } from './idle-heading.ts';
import { denials, remarks } from './remarks.ts';

/** How texts are judged. */
export interface Judging {
  /** Share of the headings that deny their word. Without any, a model answers whatever it is asked. */
  readonly denied: number;
  /** Share of the headings that are random words with a random judgement: to ask nothing is to learn nothing. */
  readonly idle?: number;
  /** A task whose texts make up this share of all judged ones, whatever its own share. */
  readonly focus?: { readonly task: string; readonly share: number };
}

/** A text of one task's world with a judgement in its heading or at its end. */
function judgedDocument(task: DemoTask, { denied, idle }: Judging, random: Random): Document {
  const sample = task.sample(random.integer(2) as Label, textSpeech, random);
  const row = random.uniform() < 0.05 ? sample.negated(random) : sample;
  const text = { kind: task.name, parts: task.fieldNames.map((name) => row.fields[name]!) };
  const { leads, tails } = remarks[task.type];
  if (random.uniform() >= 0.8) return { ...text, tail: random.pick(tails), answer: task.labels[row.label] };
  if (idle !== undefined && random.uniform() < idle) return { ...text, lead: idleHeading(random), answer: random.pick(task.labels) };
  if (random.uniform() < denied) return { ...text, lead: random.pick(denials), answer: task.labels[1 - row.label]! };
  return { ...text, lead: random.pick(leads), answer: task.labels[row.label] };
}

/** Comparing two texts takes far more examples to learn than weighing the words of one. */
const tasksByShare = demoTasks.flatMap((task) => Array<DemoTask>(task.fieldNames.length > 1 ? 3 : 2).fill(task));

export function anyJudgedDocument(judging: Judging, random: Random): Document {
  const { focus } = judging;
  const focused = focus !== undefined && random.uniform() < focus.share;
  const task = focused ? demoTasks.find(({ name }) => name === focus.task) : undefined;
  return judgedDocument(task ?? random.pick(tasksByShare), judging, random);
}
