import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import type { BackendDriver } from './backend-status.ts';

/** Plain JavaScript: works everywhere, for tests and tiny models. Importing it registers it. */
export const cpu: BackendDriver = {
  name: 'cpu',
  prepare: () => Promise.resolve(`@tensorflow/tfjs-backend-cpu ${version_cpu}, 1 thread`),
};
