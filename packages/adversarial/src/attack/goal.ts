/** What an attack wants: any wrong class, or one class in particular. */
export type Goal = { kind: 'untargeted' } | { kind: 'targeted'; target: number };

/** How near the goal an answer is: the probability of the classes that fulfil it. */
export function goalScore(goal: Goal, probabilities: ArrayLike<number>, label: number): number {
  return goal.kind === 'targeted' ? probabilities[goal.target]! : 1 - probabilities[label]!;
}

export function goalReached(goal: Goal, probabilities: ArrayLike<number>, label: number): boolean {
  const prediction = predictionOf(probabilities);
  return goal.kind === 'targeted' ? prediction === goal.target : prediction !== label;
}

/** The class of the highest probability, of equals the first. */
export function predictionOf(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) if (probabilities[i]! > probabilities[best]!) best = i;
  return best;
}
