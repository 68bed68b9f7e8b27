import { shellQuote } from '@skill-neurons/experiments';
import type { GlobalOptions } from './command.ts';

/** Options that decide what a study's jobs compute, or where. */
type Given = Partial<Pick<GlobalOptions, 'backend' | 'threads' | 'device' | 'weights' | 'includePath' | 'dataDir'>> & {
  /** Of `run` and `plan`. */
  study?: string;
  set?: readonly string[];
  executor?: string | undefined;
  workers?: number;
  /** Of `demo`. */
  quick?: boolean;
};

/**
 * The command that makes the results of a study again, as run.json and the report quote it: everything that differs from its default
 * but for the folders that are written.
 * @param defaultWorkers of the verb, which are not repeated
 */
export function runAgain(verb: 'run' | 'demo', given: Given, defaultWorkers = 0): string {
  const { study, set = [], quick = false, executor, workers = defaultWorkers, backend = 'auto', threads, device, weights = 'fp32', includePath = [], dataDir } = given;
  const option = (name: string, value: string | number | undefined, usual?: string | number) => (value === undefined || value === usual ? [] : [name, String(value)]);
  const words = [
    'skill-neurons', verb, ...(study === undefined ? [] : [study]), ...(quick ? ['--quick'] : []), ...set.flatMap((one) => ['--set', one]),
    ...option('--executor', executor), ...option('--workers', workers, defaultWorkers), ...option('--backend', backend, 'auto'), ...option('--threads', threads), ...option('--device', device),
    ...option('--weights', weights, 'fp32'), ...includePath.flatMap((path) => ['--include-path', path]), ...option('--data-dir', dataDir),
  ];
  return words.map(shellQuote).join(' ');
}
