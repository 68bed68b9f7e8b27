/** One step of a long piece of work. Functions report these; only the CLI decides how they look. */
export interface ProgressEvent {
  /** What is being done, e.g. `tune sst2 seed 1`. */
  label: string;
  /** Steps finished so far, and in all when known. */
  done: number;
  total?: number;
  /** What the steps are when they are bytes and not plain numbers. */
  unit?: 'bytes';
  /** Latest figures worth showing, e.g. `{ loss: 0.31 }`. */
  metrics?: Readonly<Record<string, number>>;
}

/** Told how far long work is. */
export type OnProgress = (event: ProgressEvent) => void;
