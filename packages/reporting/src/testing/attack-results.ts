import type { AttackedRow, AttackResult } from '../results/attack-result.ts';
import type { ModelSummary, TaskSummary } from '../study-results.ts';
import type { MadeUpStudy } from './study-options.ts';

/** Two kinds of attack of different strength; of the second the rows before it are not known. */
export function attacksOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): AttackResult[] {
  return task.splits.filter(({ adversarial }) => adversarial).flatMap(({ split, n, classCounts }) => {
    const random = study.random.fork(`attacks/${model.id}/${task.id}/${split}/${seed}`);
    const place = { model: model.id, task: task.id, split, seed };
    const half = Math.floor(n / 2);
    const ofWord = classCounts.map((_, label) => (label === 0 ? half - Math.floor(half / 2) : Math.floor(half / 2)));
    const turned = Math.floor((0.3 + 0.1 * random.uniform()) * half);
    const pairs = { n: half, originalCorrect: half - 5, correct: half - 5 - turned, turned, wordsChanged: 1.5, shareChanged: 0.1 };
    const [word, sentence] = [pairs.correct, Math.floor(0.8 * (n - half))];
    return [
      { ...place, group: null, correct: word + sentence, n, classCounts: [...classCounts], pairs },
      { ...place, group: 'word', correct: word, n: half, classCounts: ofWord, pairs },
      { ...place, group: 'sentence', correct: sentence, n: n - half, classCounts: classCounts.map((count, label) => count - ofWord[label]!), pairs: null },
    ];
  });
}

/** Rows of the first seed: some that the attack turned, and one that withstood it. */
export function attackedRowsOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): AttackedRow[] {
  if (seed !== study.seedList[0]) return [];
  return task.splits.filter(({ adversarial }) => adversarial).flatMap(({ split }) => [0, 1, 2].map((i) => ({
    model: model.id, task: task.id, split, seed, id: `row-${i}`, group: 'word',
    original: { label: i % 2, prediction: i % 2 }, attacked: { label: i % 2, prediction: i === 2 ? 0 : 1 - (i % 2) },
    fields: [{ name: 'sentence', before: `a made-up sentence ${i} .`, after: `a mad-eup sentence ${i} . and true is true` }],
  })));
}
