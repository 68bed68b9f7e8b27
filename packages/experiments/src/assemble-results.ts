import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { mean, spearman } from '@skill-neurons/core';
import { demoTasksFolder } from '@skill-neurons/datasets';
import { demoModels } from '@skill-neurons/demo-models';
import { originOf as hubOriginOf } from '@skill-neurons/hub';
import { loadPredictivity, rankPerLayer, topOverlap, type StoredPredictivity } from '@skill-neurons/neurons';
import type {
  EvaluationResult, ModelSummary, OverlapResult, PredictivityResult, SpecificityResult, StudyResults, SuppressionResult, TaskSummary, TuningResult,
} from '@skill-neurons/reporting';
import type { ArtifactStore } from './artifact-store.ts';
import type { Job, JobKind, JobParameters } from './job.ts';
import type { Plan } from './plan.ts';
import { studyLeaks } from './study-leaks.ts';
import { packageVersions } from './versions.ts';
import type { Workspace } from './workspace.ts';

interface Sources {
  plan: Plan;
  store: ArtifactStore;
  workspace: Workspace;
  backend: string;
  /** The command that makes these results again. */
  command?: string | undefined;
}

type JobOf<K extends JobKind> = Job & { parameters: Extract<JobParameters, { kind: K }> };

/** Gathers the artifacts of a finished plan into the results that the report reads. */
export async function assembleResults(sources: Sources): Promise<StudyResults> {
  const { store, workspace, backend, plan, command } = sources;
  const { study } = workspace.located;
  const manifests = await Promise.all(plan.jobs.map((job) => store.manifest(job)));
  const readAll = async <T>(kind: JobKind, file: string): Promise<T[]> => Promise.all(jobsOf(plan, kind).map((job) => store.readJson<T>(job, file)));
  return {
    schema: 'skill-neurons/study-results@1',
    title: study.title,
    description: study.description,
    created: new Date().toISOString(),
    provenance: {
      versions: packageVersions(),
      backend,
      ...(command === undefined ? {} : { command }),
      platform: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
      seconds: manifests.reduce((sum, { seconds }) => sum + seconds, 0),
      notes: [...study.notes, ...methodNotes(study.splits)],
    },
    models: await modelSummaries(workspace),
    tasks: await taskSummaries(workspace),
    seeds: study.seeds,
    tuning: await Promise.all(jobsOf(plan, 'tune').map(async (job) => ({ ...(await store.readJson<Omit<TuningResult, 'seconds'>>(job, 'tuning.json')), seconds: (await store.manifest(job)).seconds }))),
    evaluations: (await readAll<EvaluationResult[]>('transfer', 'evaluations.json')).flat(),
    predictivity: (await readAll<PredictivityResult[]>('neurons', 'predictivity.json')).flat(),
    specificity: await specificity(sources),
    suppression: (await readAll<SuppressionResult[]>('suppress', 'suppression.json')).flat(),
    overlap: await overlaps(sources),
  };
}

function methodNotes({ train, validation, test }: { train: string; validation: string; test: string }): string[] {
  return [
    `Baseline activations come from the split "${train}", checkpoints and clean skill neurons from "${validation}", accuracies from "${test}" and the adversarial splits.`,
    'Adversarial skill neurons for suppression are chosen on one half of the adversarial rows; suppression on adversarial data is reported on the other half.',
    'Skill neurons for suppression are ranked per layer by predictivity averaged over the seeds; each random control is a seeded permutation of every layer.',
  ];
}

function jobsOf<K extends JobKind>(plan: Plan, kind: K): JobOf<K>[] {
  return plan.jobs.filter((job): job is JobOf<K> => job.kind === kind);
}

async function modelSummaries(workspace: Workspace): Promise<ModelSummary[]> {
  return Promise.all(
    Object.keys(workspace.located.models).map(async (id) => {
      const { backbone } = await workspace.model(id);
      const { architecture, neuronSpaces, hiddenSize, parameters, fingerprint } = backbone;
      return { id, architecture, stacks: neuronSpaces.map(({ stack, layers, width }) => ({ stack, layers, width })), hiddenSize, parameters, fingerprint, ...originOf(workspace.located.models[id]!) };
    }),
  );
}

function originOf(folder: string): Pick<ModelSummary, 'origin' | 'synthetic'> {
  if (demoModels.some((model) => model.folder === folder)) return { origin: 'bundled tiny checkpoint, pre-trained here on generated English', synthetic: true };
  const hub = hubOriginOf(folder);
  return { origin: hub ? `${hub.repo} of the Hugging Face hub at commit ${hub.commit}` : `checkpoint folder ${basename(folder)}`, synthetic: false };
}

async function taskSummaries(workspace: Workspace): Promise<TaskSummary[]> {
  const [firstModel] = Object.keys(workspace.located.models);
  const { splits } = workspace.located.study;
  const leaks = await studyLeaks(workspace);
  return Promise.all(
    Object.keys(workspace.located.tasks).map(async (id) => {
      const { title, type, labels, adversarial } = await workspace.task(id);
      const names = [splits.train, splits.validation, splits.test, ...adversarial];
      const summaries = names.map(async (split) => {
        const { examples } = await workspace.split(firstModel!, id, split);
        const classCounts = labels.map((_, label) => examples.filter((example) => example.label === label).length);
        return { split, n: examples.length, classCounts, adversarial: adversarial.includes(split) };
      });
      const synthetic = dirname(workspace.located.tasks[id]!) === demoTasksFolder;
      return { id, title, type, labels: [...labels], splits: await Promise.all(summaries), synthetic, leaks: leaks.get(id)! };
    }),
  );
}

/** Spearman correlation of predictivities between every two tasks: per layer and seed, then the mean (paper.md A11.4). */
async function specificity({ plan, store, workspace }: Sources): Promise<SpecificityResult[]> {
  const { seeds } = workspace.located.study;
  const tasks = Object.keys(workspace.located.tasks);
  return Promise.all(
    Object.keys(workspace.located.models).map(async (model) => {
      const found = await Promise.all(tasks.map((task) => Promise.all(seeds.map((seed) => predictivityOf(plan, store, { model, task, seed }, 'clean')))));
      const rho = tasks.map((_, a) => tasks.map((_, b) => mean(seeds.flatMap((_, s) => layerCorrelations(found[a]![s]!, found[b]![s]!)))));
      return { model, stack: 'encoder' as const, tasks, rho };
    }),
  );
}

function layerCorrelations(a: StoredPredictivity, b: StoredPredictivity): number[] {
  return Array.from({ length: a.layers }, (_, layer) => {
    const row = ({ values, width }: StoredPredictivity) => values.subarray(layer * width, (layer + 1) * width);
    return spearman(row(a), row(b));
  });
}

async function overlaps({ plan, store, workspace }: Sources): Promise<OverlapResult[]> {
  const results: OverlapResult[] = [];
  for (const job of jobsOf(plan, 'neurons')) {
    if (!existsSync(join(store.folderOf(job), 'adversarial.safetensors'))) continue;
    const { model, task, seed } = job.parameters;
    const rank = async (file: string) => {
      const { values, layers, width } = await loadPredictivity(await store.checkFile(job, `${file}.safetensors`));
      return rankPerLayer(values, layers, width);
    };
    const [clean, adversarial] = [await rank('clean'), await rank('adversarial')];
    for (const percent of workspace.located.study.neurons.overlap) {
      const layers = topOverlap(clean, adversarial, percent).map((layer) => ({ stack: 'encoder' as const, ...layer }));
      results.push({ model, task, split: 'adversarial', seed, percent, layers });
    }
  }
  return results;
}

async function predictivityOf(plan: Plan, store: ArtifactStore, wanted: { model: string; task: string; seed: number }, file: string): Promise<StoredPredictivity> {
  const job = jobsOf(plan, 'neurons').find(({ parameters: p }) => p.model === wanted.model && p.task === wanted.task && p.seed === wanted.seed)!;
  return loadPredictivity(await store.checkFile(job, `${file}.safetensors`));
}
