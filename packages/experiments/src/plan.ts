import type { Backbone } from '@skill-neurons/runtime';
import { makeJob, type Job, type PromptChoice } from './job.ts';
import type { Workspace } from './workspace.ts';

/** The jobs of a study in an order in which every job follows its inputs. */
export interface Plan {
  jobs: Job[];
}

/** What planning asks of a workspace: names and digests, no weights. */
export type PlannedWorkspace = Pick<Workspace, 'located' | 'settings' | 'splitDigest' | 'originalsDigest' | 'adversarialSplits' | 'publishedDigest'> & {
  model(id: string): Promise<{ backbone: Pick<Backbone, 'family' | 'fingerprint'> }>;
};

/** Lays out a study: which prompts to tune, where to evaluate them, which neurons to find and suppress. */
export async function planStudy(workspace: PlannedWorkspace): Promise<Plan> {
  const { study } = workspace.located;
  const { seeds, splits, neurons } = study;
  const jobs: Job[] = [];
  const add = (job: Job): Job => {
    jobs.push(job);
    return job;
  };
  for (const model of Object.keys(workspace.located.models)) {
    const { backbone } = await workspace.model(model);
    const settings = workspace.settings(backbone);
    const data = async (task: string, names: readonly string[]) =>
      Object.fromEntries(await Promise.all(names.map(async (name) => [name, await workspace.splitDigest(model, task, name)] as const)));
    const taskIds = Object.keys(workspace.located.tasks);
    const targets: Record<string, unknown> = {};
    for (const task of taskIds) targets[task] = await data(task, [splits.test, ...(await workspace.adversarialSplits(task))]);

    const tuneJobs = new Map<string, Job>();
    for (const task of taskIds) {
      const identity = [backbone.fingerprint, settings, await data(task, [splits.train, splits.validation])];
      for (const seed of seeds) {
        const published = await workspace.publishedDigest({ model, task, seed });
        const ownIdentity = published === null ? identity : [backbone.fingerprint, settings.virtualTokens, published, await data(task, [splits.validation])];
        tuneJobs.set(`${task}/${seed}`, add(makeJob(`tune ${model} ${task} seed ${seed}`, { kind: 'tune', model, task, seed }, ownIdentity)));
      }
    }

    const transferIdentity = [backbone.fingerprint, settings.virtualTokens, settings.initialisation, targets];
    const transfer = (prompt: PromptChoice, name: string, inputs: Record<string, string> = {}, identity: readonly unknown[] = transferIdentity) =>
      add(makeJob(`transfer ${model} ${name}`, { kind: 'transfer', model, prompt, targets: taskIds }, identity, inputs));
    for (const task of taskIds) {
      const identity = [...transferIdentity, await workspace.originalsDigest(task)];
      for (const seed of seeds) transfer({ kind: 'tuned', task, seed }, `${task} seed ${seed}`, { prompt: tuneJobs.get(`${task}/${seed}`)!.key }, identity);
    }
    for (const seed of seeds) transfer({ kind: 'random', seed }, `random prompt seed ${seed}`);
    transfer({ kind: 'none' }, 'no prompt');

    const neuronJobs = new Map<string, Job>();
    for (const task of taskIds) {
      const adversarial = await workspace.adversarialSplits(task);
      const seen = await data(task, [splits.train, splits.validation, splits.test, ...adversarial]);
      const neuronsIdentity = [backbone.fingerprint, seen, neurons.baselineRows, neurons.maskPosition, neurons.aggregate];
      const found = seeds.map((seed) =>
        add(makeJob(`neurons ${model} ${task} seed ${seed}`, { kind: 'neurons', model, task, seed }, neuronsIdentity, { prompt: tuneJobs.get(`${task}/${seed}`)!.key })),
      );
      seeds.forEach((seed, i) => neuronJobs.set(`${task}/${seed}`, found[i]!));
      const rankings = Object.fromEntries(seeds.map((seed, i) => [`neurons/${seed}`, found[i]!.key]));
      const { otherTasks } = neurons.suppression;
      const suppressIdentity = [backbone.fingerprint, seen, neurons.suppress, neurons.randomDraws, neurons.suppression, neurons.baselineRows, otherTasks ? targets : null];
      for (const seed of seeds) {
        const prompt = tuneJobs.get(`${task}/${seed}`)!.key;
        const others = otherTasks ? taskIds.filter((other) => other !== task) : [];
        const prompts = Object.fromEntries(others.map((other) => [`prompt/${other}`, tuneJobs.get(`${other}/${seed}`)!.key]));
        add(makeJob(`suppress ${model} ${task} seed ${seed}`, { kind: 'suppress', model, task, seed }, suppressIdentity, { prompt, ...prompts, ...rankings }));
      }
      if (neurons.permutations > 0) {
        const nullIdentity = [backbone.fingerprint, seen, neurons.maskPosition, neurons.permutations, neurons.top, neurons.activations && neurons.baselineRows];
        for (const [i, seed] of seeds.entries()) {
          const inputs = { prompt: tuneJobs.get(`${task}/${seed}`)!.key, neurons: found[i]!.key };
          add(makeJob(`null ${model} ${task} seed ${seed}`, { kind: 'null', model, task, seed }, nullIdentity, inputs));
        }
      }
      if (adversarial.length > 0) add(makeJob(`overlap ${model} ${task}`, { kind: 'overlap', model, task, seeds }, [neurons.overlap, neurons.bootstrap], rankings));
    }
    const allPrompts = Object.fromEntries([...tuneJobs].map(([name, { key }]) => [`prompt/${name}`, key]));
    add(makeJob(`similarity ${model}`, { kind: 'similarity', model, tasks: taskIds, seeds }, [backbone.fingerprint], allPrompts));
    const allRankings = Object.fromEntries([...neuronJobs].map(([name, { key }]) => [`neurons/${name}`, key]));
    add(makeJob(`specificity ${model}`, { kind: 'specificity', model, tasks: taskIds, seeds }, [neurons.top, neurons.bootstrap], allRankings));
    add(makeJob(`layers ${model}`, { kind: 'layers', model, tasks: taskIds, seeds }, [neurons.overlap], allRankings));
  }
  return { jobs };
}
