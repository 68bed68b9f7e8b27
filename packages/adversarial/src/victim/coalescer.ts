/**
 * Lets attacks on several examples run side by side and puts their questions together: when every attack under way waits for an
 * answer, all that was asked is answered at once, so that the model sees full batches. The order of questions depends on
 * nothing but the attacks themselves.
 */
export interface Coalescer {
  /** An attack begins or ends. */
  enter(): void;
  leave(): void;
  /** A kind of question. `run` answers many items, in their order. */
  lane<Item, Answer>(run: (items: readonly Item[]) => Promise<readonly Answer[]>): (items: readonly Item[]) => Promise<readonly Answer[]>;
}

/** Collects questions of many searches into full batches. */
export function createCoalescer(): Coalescer {
  let active = 0;
  let waiting = 0;
  let running = false;
  const flushes: (() => Promise<void>)[] = [];

  async function flushIfAllWait(): Promise<void> {
    if (running || waiting === 0 || waiting < active) return;
    running = true;
    for (const flush of flushes) await flush();
    running = false;
    // Those that got an answer go on first; whoever asked in the meantime is seen when they ask again or leave.
    setImmediate(() => void flushIfAllWait());
  }

  return {
    enter: () => void active++,
    leave() {
      active--;
      void flushIfAllWait();
    },
    lane<Item, Answer>(run: (items: readonly Item[]) => Promise<readonly Answer[]>) {
      type Question = { items: readonly Item[]; resolve: (answers: readonly Answer[]) => void; reject: (error: unknown) => void };
      let questions: Question[] = [];
      flushes.push(async () => {
        const now = questions;
        questions = [];
        if (now.length === 0) return;
        try {
          const answers = await run(now.flatMap(({ items }) => items));
          let at = 0;
          for (const { items, resolve } of now) resolve(answers.slice(at, (at += items.length)));
        } catch (error) {
          for (const { reject } of now) reject(error);
        } finally {
          waiting -= now.length;
        }
      });
      return (items: readonly Item[]): Promise<readonly Answer[]> =>
        new Promise((resolve, reject) => {
          questions.push({ items, resolve, reject });
          waiting++;
          void flushIfAllWait();
        });
    },
  };
}
