import { stringify } from 'yaml';
import { shellQuote } from '../slurm/sbatch-script.ts';
import { resourcesOf } from '../slurm/slurm-settings.ts';
import { keysOf, type EmitContext } from './emit-plan.ts';

export interface KubernetesOptions {
  /** Image with Node and this package; its paths are those of the machine that planned. */
  image?: string | undefined;
  /** Persistent volume claim, of all nodes, that holds the run, its store, models and data. */
  claim?: string | undefined;
  /** Where the claim is mounted. */
  mount?: string | undefined;
}

const retriesPerTask = 3;

/** Indexed Jobs, one per array. Kubernetes knows no order among Jobs: levels are applied one after the other, as the head says. */
export async function kubernetesJobs({ run, arrays, settings, command, write }: EmitContext, { image = 'skill-neurons:latest', claim = 'skill-neurons', mount = run.folder }: KubernetesOptions): Promise<string> {
  const study = `study-${run.record.plan.slice(0, 12)}`;
  const documents: string[] = [];
  for (const array of arrays) {
    // Completion indices have no gaps.
    const dense = { ...array, tasks: array.tasks.map(({ key }, index) => ({ index, key })) };
    const keys = await write(`${array.name}.keys`, keysOf(dense));
    const { timeout_min, cpus_per_task, mem_gb, gpus_per_node, array_parallelism } = resourcesOf(settings, array.kind);
    const limits = {
      ...(cpus_per_task === undefined ? {} : { cpu: String(cpus_per_task) }),
      ...(mem_gb === undefined ? {} : { memory: `${Math.ceil(mem_gb * 1024)}Mi` }),
      ...(typeof gpus_per_node === 'number' ? { 'nvidia.com/gpu': String(gpus_per_node) } : {}),
    };
    const call = [...command, '--run', run.folder, '--keys', keys, '--index'].map(shellQuote).join(' ');
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: `${study}-${array.name.toLowerCase()}`, labels: { study, level: String(array.level) } },
      spec: {
        completionMode: 'Indexed',
        completions: dense.tasks.length,
        parallelism: Math.min(dense.tasks.length, array_parallelism),
        backoffLimitPerIndex: retriesPerTask,
        template: {
          spec: {
            restartPolicy: 'Never',
            activeDeadlineSeconds: timeout_min * 60,
            containers: [
              { name: 'job', image, command: ['sh', '-c', `exec ${call} "$JOB_COMPLETION_INDEX"`], ...(Object.keys(limits).length === 0 ? {} : { resources: { requests: limits, limits } }), volumeMounts: [{ name: 'shared', mountPath: mount }] },
            ],
            volumes: [{ name: 'shared', persistentVolumeClaim: { claimName: claim } }],
          },
        },
      },
    };
    documents.push(stringify(job, { lineWidth: 0 }));
  }
  const levels = [...new Set(arrays.map(({ level }) => level))].sort((a, b) => a - b);
  const head = [
    '# What is left of a skill-neurons study. Level after level:',
    ...levels.map((level) => `#   kubectl apply -f THIS_FILE -l level=${level} && kubectl wait --for=condition=complete --timeout=-1s job -l study=${study},level=${level}`),
  ];
  return `${head.join('\n')}\n${documents.map((document) => `---\n${document}`).join('')}`;
}
