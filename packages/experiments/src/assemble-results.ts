import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { shareStandardError } from '@skill-neurons/core';
import { demoTasksFolder } from '@skill-neurons/datasets';
import { demoModels } from '@skill-neurons/demo-models';
import { originOf as hubOriginOf } from '@skill-neurons/hub';
import type {
  AttackedRow, AttackResult, EvaluationResult, LayerShareResult, ModelSummary, NeuronControl, NeuronProfile, PredictivityResult, PromptSimilarityResult, StudyResults, SuppressionContrastResult, SuppressionResult, TaskSummary, TuningResult,
} from '@skill-neurons/reporting';
import type { ArtifactStore } from './artifact-store.ts';
import type { Job, JobKind, JobParameters } from './job.ts';
import type { NullFile } from './jobs/null-job.ts';
import type { OverlapFile } from './jobs/overlap-job.ts';
import type { SpecificityFile } from './jobs/specificity-job.ts';
import type { Plan } from './plan.ts';
import { studyLeaks } from './study-leaks.ts';
import type { Study } from './study-schema.ts';
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
  const nulls = (await readAll<NullFile[]>('null', 'null.json')).flat();
  const overlaps = await readAll<OverlapFile>('overlap', 'overlap.json');
  const specificity = await readAll<SpecificityFile>('specificity', 'specificity.json');
  return {
    schema: 'skill-neurons/study-results@1',
    title: study.title,
    description: study.description,
    created: new Date().toISOString(),
    provenance: {
      versions: packageVersions(),
      backend,
      // What was studied, not where: the cluster's settings change no result.
      settingsHash: createHash('sha256').update(JSON.stringify({ ...study, slurm: undefined })).digest('hex'),
      ...(command === undefined ? {} : { command }),
      platform: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
      seconds: manifests.reduce((sum, { seconds }) => sum + seconds, 0),
      notes: [...study.notes, ...methodNotes(study)],
    },
    models: await modelSummaries(workspace),
    tasks: await taskSummaries(workspace),
    seeds: study.seeds,
    metrics: {
      accuracy: { higherIsBetter: true, unit: 'share of rows' },
      predictivity: { higherIsBetter: true, unit: 'share of rows' },
    },
    tuning: await Promise.all(jobsOf(plan, 'tune').map(async (job) => ({ ...(await store.readJson<Omit<TuningResult, 'seconds'>>(job, 'tuning.json')), seconds: (await store.manifest(job)).seconds }))),
    evaluations: (await readAll<EvaluationResult[]>('transfer', 'evaluations.json')).flat().map(withStandardError),
    predictivity: (await readAll<PredictivityResult[]>('neurons', 'predictivity.json')).flat().map((entry) => withFloor(entry, nulls)),
    specificity: specificity.map(({ matrix }) => matrix),
    suppression: (await readAll<SuppressionResult[]>('suppress', 'suppression.json')).flat(),
    suppressionContrasts: (await readAll<SuppressionContrastResult[]>('suppress', 'suppression-contrasts.json')).flat(),
    suppressionSettings: study.neurons.suppression,
    overlap: overlaps.flatMap(({ overlap }) => overlap),
    nulls: nulls.map(({ result }) => result),
    rankCorrelations: [...specificity, ...overlaps].flatMap(({ correlations }) => correlations),
    retained: overlaps.flatMap(({ retained }) => retained),
    layerShares: (await readAll<LayerShareResult[]>('layers', 'layers.json')).flat(),
    promptSimilarities: (await readAll<PromptSimilarityResult[]>('similarity', 'similarity.json')).flat(),
    neuronProfiles: (await Promise.all(jobsOf(plan, 'suppress').map((job) => readIfThere<NeuronProfile>(job, 'profiles.json', store)))).flat(),
    neuronControls: (await Promise.all(jobsOf(plan, 'suppress').map((job) => readIfThere<NeuronControl>(job, 'neuron-controls.json', store)))).flat(),
    attacks: (await Promise.all(jobsOf(plan, 'transfer').map((job) => readIfThere<AttackResult>(job, 'attacks.json', store)))).flat(),
    // Those of one seed are enough to read.
    attackedRows: (await Promise.all(jobsOf(plan, 'transfer').map((job) => readIfThere<AttackedRow>(job, 'attacked-rows.json', store)))).flat().filter(({ seed }) => seed === study.seeds[0]),
  };
}

function methodNotes({ splits: { train, validation, test }, neurons: { suppression } }: Study): string[] {
  const best = suppression.rankBy === 'layer' ? 'per layer' : 'over the whole model';
  return [
    `Baseline activations come from the split "${train}", checkpoints and clean skill neurons from "${validation}", accuracies from "${test}" and the adversarial splits.`,
    suppression.adversarialRows === 'half'
      ? 'Adversarial skill neurons for suppression are chosen on one half of the adversarial rows; suppression on adversarial data is reported on the other half.'
      : 'Adversarial skill neurons for suppression are chosen on the very adversarial rows on which they are then suppressed, as in the paper: this favours them.',
    ...(validation === test ? [`The split "${test}" chooses checkpoints and skill neurons and is reported on too: accuracies and the effect of suppression are too good.`] : []),
    `Skill neurons for suppression are ranked ${best} by predictivity averaged over the seeds; each control has as many neurons in every layer.`,
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

function withStandardError(entry: EvaluationResult): EvaluationResult {
  return { ...entry, standardError: shareStandardError(entry.correct / entry.n, entry.n) };
}

/** Absent where an earlier version did the job. */
async function readIfThere<T>(job: Job, name: string, store: ArtifactStore): Promise<T[]> {
  const { files } = await store.manifest(job);
  return Object.hasOwn(files, name) ? store.readJson(job, name) : [];
}

/** The floor under shuffled labels goes with the predictivities it is a floor of. */
function withFloor(entry: PredictivityResult, nulls: readonly NullFile[]): PredictivityResult {
  const { model, task, seed, adversarial } = entry;
  const found = nulls.find(({ result }) => result.model === model && result.task === task && result.seed === seed && result.adversarial === adversarial);
  return found ? { ...entry, nullFloor: found.floor } : entry;
}
