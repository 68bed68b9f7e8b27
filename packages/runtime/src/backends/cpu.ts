import type { BackendDriver } from './backend-status.ts';
import { packageVersion } from './package-version.ts';

const packageName = '@tensorflow/tfjs-backend-cpu';

/** Plain JavaScript: works everywhere, for tests and tiny models. */
export const cpu: BackendDriver = {
  name: 'cpu',
  check: () => Promise.resolve({ detail: `${packageName} ${packageVersion(packageName)}, 1 thread`, devices: ['cpu'], precisions: ['float32'] }),
  // Importing it registers it.
  load: async () => void (await import('@tensorflow/tfjs-backend-cpu')),
};
