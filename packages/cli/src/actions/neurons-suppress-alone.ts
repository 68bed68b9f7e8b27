import { SkillNeuronsError } from '@skill-neurons/core';
import type { Task } from '@skill-neurons/data';
import { assertPositions, rankWholeModel, suppressOneByOne } from '@skill-neurons/neurons';
import type { NeuronPlace, SuppressionEffect } from '@skill-neurons/neurons';
import { batchesOf, loadPrompt } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { SuppressNeuronsOptions } from '../commands/neurons-suppress.ts';
import { openSession, type Session } from '../session.ts';
import { suppressAloneText } from './suppress-alone-text.ts';
import { findRankings, loadRankings, rowsFor, type NamedPrompt } from './suppress-rankings.ts';
import { SuppressReplacement } from './suppress-replacement.ts';

/** One neuron suppressed alone, with one prompt on one split. */
export interface AloneEffect extends SuppressionEffect {
  /** `layer.neuron`, both counted from 0. */
  neuron: string;
  prompt: string;
  split: string;
}

export interface SuppressAloneResult {
  task: string;
  labels: readonly string[];
  stack: string;
  positions: string;
  replace: string;
  neurons: string[];
  notes: string[];
  effects: AloneEffect[];
}

/** Each of some neurons suppressed alone: named ones, or the best of the rankings. */
export async function suppressAlone(options: SuppressNeuronsOptions, asked: readonly string[], environment: CommandEnvironment): Promise<undefined> {
  const wanted = asked.map(parseAsked);
  const session = await openSession(options, environment);
  assertPositions(options.positions, options.stack, session.backbone);
  const task = await session.task(options.task);
  const prompts = await Promise.all(options.prompt.map(async (path): Promise<NamedPrompt> => ({ name: path, prompt: await loadPrompt(path) })));
  const ranked = wanted.some((one) => 'best' in one);
  const both = (split: string) => ranked && options.neurons === undefined && options.find.includes(split);
  const { neurons, rankedOn } = await neuronsOf(wanted, options, { session, task, prompts });
  const replacement = new SuppressReplacement(options, environment, session);
  const effects: AloneEffect[] = [];
  for (const split of options.split) {
    for (const named of prompts) {
      const rows = rowsFor('measure', await session.split(task, split, { virtualTokens: named.prompt.virtualTokens, limit: options.limit }), both(split));
      const found = await suppressOneByOne(neurons, {
        backbone: session.backbone,
        prompt: named.prompt,
        stack: options.stack,
        positions: options.positions,
        batches: batchesOf(rows, { batchSize: options.batchSize }),
        columns: rows.labelWords.ids,
        replacement: replacement.of(await replacement.moments(task, named, false)),
        signal: environment.signal,
        onProgress: (event) => environment.terminal.progress({ ...event, label: `suppress ${task.name} ${split}` }),
      });
      effects.push(...found.effects.map((effect, i) => ({ neuron: nameOf(neurons[i]!), prompt: named.name, split, ...effect })));
    }
  }
  const { stack, positions, replace } = options;
  const notes = options.split.filter((split) => rankedOn.includes(split)).map((split) =>
    both(split) ? `${split}: half of the rows found neurons, the other half is measured` : `${split}: the rows that chose the neurons are measured too, which favours them`);
  const result: SuppressAloneResult = { task: task.name, labels: task.labels, stack, positions, replace, neurons: neurons.map(nameOf), notes, effects };
  environment.terminal.result(result, suppressAloneText(result));
}

type Asked = NeuronPlace | { best: number };

/** @throws SUPPRESS_ALONE */
function parseAsked(text: string): Asked {
  const place = /^(\d{1,6})\.(\d{1,9})$/.exec(text);
  if (place) return { layer: Number(place[1]), neuron: Number(place[2]) };
  if (/^[1-9]\d{0,3}$/.test(text)) return { best: Number(text) };
  throw new SkillNeuronsError({ code: 'SUPPRESS_ALONE', message: `"${text}" is no neuron`, hint: 'write --alone LAYER.NEURON, or a whole number up to 9999 for so many of the best' });
}

/** Named ones first, none twice; and the splits whose rankings chose the others. */
async function neuronsOf(wanted: readonly Asked[], options: SuppressNeuronsOptions, { session, task, prompts }: { session: Session; task: Task; prompts: readonly NamedPrompt[] }): Promise<{ neurons: NeuronPlace[]; rankedOn: string[] }> {
  const named = wanted.filter((one) => 'layer' in one);
  const best = Math.max(0, ...wanted.map((one) => ('best' in one ? one.best : 0)));
  const chosen = [...named];
  const rankedOn: string[] = [];
  if (best > 0) {
    const rankings = options.neurons
      ? await loadRankings(options, session, task)
      : await findRankings(options, session, task, prompts, async ({ virtualTokens }, split) => rowsFor('find', await session.split(task, split, { virtualTokens, limit: options.limit }), options.split.includes(split)));
    for (const { name, values } of rankings) {
      rankedOn.push(name);
      chosen.push(...[...rankWholeModel(values.values).slice(0, best)].map((at) => ({ layer: Math.floor(at / values.width), neuron: at % values.width })));
    }
  }
  return { neurons: [...new Map(chosen.map((neuron) => [nameOf(neuron), neuron])).values()], rankedOn };
}

function nameOf({ layer, neuron }: NeuronPlace): string {
  return `${layer}.${neuron}`;
}
