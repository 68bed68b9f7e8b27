/** Numbers that belong to one optimizer step, by names like `train/loss`. */
export interface StepMetrics {
  /** Steps done, from 1. */
  step: number;
  values: Readonly<Record<string, number>>;
}

/** Where the numbers of a run go. What is recorded after the last `flush` may be lost: the steps behind it are taken again. */
export interface MetricsSink {
  /** A run begins, or goes on, behind this step: what is recorded of later ones is void. */
  start(step: number): Promise<void>;
  record(metrics: StepMetrics): void;
  /** Called before every checkpoint and at the end. */
  flush(): Promise<void>;
}
