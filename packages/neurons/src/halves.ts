import { createRandom } from '@skill-neurons/core';

/** Half (0 or 1) of every example, drawn at random within each class; -1 where the label is -1. */
export function halvesOf(labels: Int32Array, seed: number | string): Int32Array {
  const random = createRandom(seed).fork('halves');
  const halves = new Int32Array(labels.length).fill(-1);
  // Going on where the last class stopped keeps the halves equal overall too.
  let next = 0;
  for (const label of new Set([...labels].sort((a, b) => a - b))) {
    if (label === -1) continue;
    const members = [...labels.keys()].filter((i) => labels[i] === label);
    for (const i of random.shuffle(members)) halves[i] = next++ % 2;
  }
  return halves;
}
