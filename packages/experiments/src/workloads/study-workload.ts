import { runLayersJob } from '../jobs/layers-job.ts';
import { runNeuronsJob } from '../jobs/neurons-job.ts';
import { runNullJob } from '../jobs/null-job.ts';
import { runOverlapJob } from '../jobs/overlap-job.ts';
import { runSimilarityJob } from '../jobs/similarity-job.ts';
import { runSpecificityJob } from '../jobs/specificity-job.ts';
import { runSuppressJob } from '../jobs/suppress-job.ts';
import { runTransferJob } from '../jobs/transfer-job.ts';
import { runTuneJob } from '../jobs/tune-job.ts';
import type { Workspace } from '../workspace.ts';
import type { Workload } from './workload.ts';

/** The jobs of a study on the backend in use, with models and data that this process opens once. */
export function studyWorkload(workspace: Workspace): Workload {
  const { backend, threads } = workspace.located;
  return {
    environment: { backend, ...(threads === undefined ? {} : { threads: String(threads) }), platform: `${process.platform} ${process.arch}`, node: process.versions.node },
    async execute({ parameters }, runContext) {
      const context = { ...runContext, workspace };
      switch (parameters.kind) {
        case 'tune':
          return runTuneJob(parameters, context);
        case 'transfer':
          return runTransferJob(parameters, context);
        case 'neurons':
          return runNeuronsJob(parameters, context);
        case 'suppress':
          return runSuppressJob(parameters, context);
        case 'null':
          return runNullJob(parameters, context);
        case 'overlap':
          return runOverlapJob(parameters, context);
        case 'specificity':
          return runSpecificityJob(parameters, context);
        case 'layers':
          return runLayersJob(parameters, context);
        case 'similarity':
          return runSimilarityJob(parameters, context);
      }
    },
    close: () => workspace.dispose(),
  };
}
