/** How far two systems' answers to the same question lie apart. */
export interface Agreement {
  agrees: boolean;
  /** Per compared quantity |a - b| / |b| in the Euclidean norm; empty where the systems have none in common. */
  differences: Record<string, number>;
}

/** Both compute in float32, in different orders. */
export const tolerance = 1e-3;

export function compareAnswers(reference: Readonly<Record<string, readonly number[]>>, other: Readonly<Record<string, readonly number[]>>): Agreement {
  const differences: Record<string, number> = {};
  for (const [name, values] of Object.entries(other)) {
    const expected = reference[name];
    if (expected !== undefined) differences[name] = relativeDifference(values, expected);
  }
  return { agrees: Object.values(differences).every((difference) => difference <= tolerance), differences };
}

function relativeDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  const difference = norm(a.map((value, i) => value - b[i]!));
  return difference === 0 ? 0 : difference / norm(b);
}
