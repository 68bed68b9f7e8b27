/** One line of `training-log.jsonl`. Losses are mean cross-entropies in nats. */
export interface LogLine {
  readonly step: number;
  /** Mean over the steps since the line before. */
  readonly loss: number;
  /** On texts that are never trained on. */
  readonly heldOutLoss: number;
  readonly learningRate: number;
}

export const logText = (lines: readonly LogLine[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** Enough digits for a curve, and no more. */
export const rounded = (value: number) => Number(value.toPrecision(6));
