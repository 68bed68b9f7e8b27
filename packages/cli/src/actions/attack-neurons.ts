import { join } from 'node:path';
import type { AttackRecord } from '@skill-neurons/adversarial';
import { benjaminiHochberg, mean, SkillNeuronsError } from '@skill-neurons/core';
import { collectBaseline, collectFiring, compareChanges, loadPredictivity, randomRanking, rankPerLayer, topPercent } from '@skill-neurons/neurons';
import type { ChangeDifference, CollectOptions, LayerRanking, StoredPredictivity, WatchedNeuron } from '@skill-neurons/neurons';
import { batchesOf, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import type { CommandEnvironment } from '../command.ts';
import type { AttackNeuronsOptions } from '../commands/attack-neurons.ts';
import { readPrompt } from '../prompt-source.ts';
import { openSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { headerText, readAttackFolder } from './attack-folder.ts';
import { promptFingerprint } from './prompt-fingerprint.ts';
import { assertFitsBackbone } from './neuron-shapes.ts';
import { pText } from './statistics-text.ts';

/** A false discovery rate that is called significant. */
const level = 0.05;

export async function compareFiring(options: AttackNeuronsOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const { stack, batchSize } = options;
  const { header, records: unordered, task, name } = await readAttackFolder(options.folder);
  const prompt = await readPrompt(options.prompt);
  const stored = await loadPredictivity(options.neurons);
  const session = await openSession(options, environment);
  const { backbone } = session;
  assertFitsBackbone(stored, backbone, stack, options.neurons);
  if (headerText(header, 'model') !== backbone.fingerprint || headerText(header, 'prompt') !== promptFingerprint(prompt)) {
    terminal.note('the attack was made on another model or prompt: success means that those were turned');
  }
  const pass = (split: PreparedSplit): CollectOptions => ({
    backbone,
    prompt,
    stack,
    signal,
    batches: batchesOf(split, { batchSize }),
    columns: split.labelWords.ids,
    onProgress: terminal.progress,
  });
  const { virtualTokens } = prompt;
  const baselineTask = await session.task(options.task ?? headerText(header, 'task') ?? name);
  const baseline = await collectBaseline(
    pass(await session.split(baselineTask, options.baselineSplit, { virtualTokens, limit: options.baselineLimit })),
  );
  const splits = { before: await session.split(task, 'test', { virtualTokens }), after: await session.split(task, 'adversarial', { virtualTokens }) };
  const records = recordsOf(splits, unordered, options.folder);

  const skill = watched(stored, rankPerLayer(stored.values, stored.layers, stored.width), options);
  const others = watched(stored, withoutTop(stored, options), options);
  const neurons = [...skill, ...others];
  const before = await collectFiring({ ...pass(splits.before), baseline, neurons });
  const after = await collectFiring({ ...pass(splits.after), baseline, neurons });
  const groups = (['succeeded', 'failed'] as const).map((status) => records.flatMap((record, i) => (record.status === status ? [i] : [])));
  const labels = records.map(({ label }) => (label === options.positive ? 1 : 0));

  const measured = neurons.map((neuron, i) => {
    const right = (bits: Uint8Array) => bits.map((bit, row) => ((neuron.sign === 1 ? bit : 1 - bit) === labels[row] ? 1 : 0));
    const compare = (of: (bits: Uint8Array) => Uint8Array) => {
      const [was, is] = [of(before[i]!), of(after[i]!)];
      const [first, second] = groups.map((rows) => ({ before: rows.map((row) => was[row]!), after: rows.map((row) => is[row]!) }));
      return compareChanges(first!, second!);
    };
    return { ...neuron, fires: compare((bits) => bits), right: compare(right) };
  });
  const tested = withAdjusted(measured.slice(0, skill.length));
  const result = {
    attack: name,
    top: options.top,
    succeeded: groups[0]!.length,
    failed: groups[1]!.length,
    baseline: { task: baselineTask.name, split: options.baselineSplit, n: baseline.n },
    skill: { n: skill.length, ...meansOf(tested) },
    random: { n: others.length, ...meansOf(measured.slice(skill.length)) },
    significant: {
      fires: tested.filter(({ fires }) => fires.adjustedP <= level).length,
      right: tested.filter(({ right }) => right.adjustedP <= level).length,
    },
    neurons: tested.sort((a, b) => a.right.p - b.right.p || a.right.difference - b.right.difference),
  };
  terminal.result(result, describe(result, options.show));
}

type Watched = WatchedNeuron & { predictivity: number; sign: number };
type Measured = Watched & { fires: ChangeDifference; right: ChangeDifference };

/** The best of every layer by an order, at the prompt token that each was ranked at. */
function watched({ values, width, position, sign }: StoredPredictivity, order: LayerRanking, { top, neurons }: AttackNeuronsOptions): Watched[] {
  if (!position || !sign)
    throw new SkillNeuronsError({
      code: 'NEURON_FILE',
      message: 'the file does not say at which prompt token each neuron is best',
      where: neurons,
      hint: 'write it again with `skill-neurons neurons rank`',
    });
  return topPercent(order, top).flatMap((members, layer) =>
    members.map((neuron) => {
      const i = layer * width + neuron;
      return { layer, neuron, position: position[i]!, predictivity: values[i]!, sign: sign[i]! };
    }),
  );
}

/** A random order of every layer with its skill neurons behind all others. */
function withoutTop({ values, layers, width }: StoredPredictivity, { top, seed }: AttackNeuronsOptions): LayerRanking {
  const skill = topPercent(rankPerLayer(values, layers, width), top).map((members) => new Set(members));
  return randomRanking(layers, width, seed).map((order, layer) =>
    Int32Array.from([...order].sort((a, b) => Number(skill[layer]!.has(a)) - Number(skill[layer]!.has(b)))),
  );
}

function withAdjusted(measured: readonly Measured[]) {
  const [fires, right] = [benjaminiHochberg(measured.map((one) => one.fires.p)), benjaminiHochberg(measured.map((one) => one.right.p))];
  return measured.map((one, i) => ({ ...one, fires: { ...one.fires, adjustedP: fires[i]! }, right: { ...one.right, adjustedP: right[i]! } }));
}

function meansOf(measured: readonly Measured[]) {
  const of = (kind: 'fires' | 'right') => ({
    succeeded: mean(measured.map((one) => one[kind].first.after - one[kind].first.before)),
    failed: mean(measured.map((one) => one[kind].second.after - one[kind].second.before)),
    difference: mean(measured.map((one) => one[kind].difference)),
  });
  return { fires: of('fires'), right: of('right') };
}

/** The records, which stand in the log as they came, in the order of the data set. */
function recordsOf(
  { before, after }: { before: PreparedSplit; after: PreparedSplit },
  records: readonly AttackRecord[],
  folder: string,
): AttackRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const ordered = before.examples.flatMap(({ id }, i) => (after.examples[i]?.id === id ? (byId.get(id) ?? []) : []));
  if (ordered.length === records.length && after.examples.length === records.length) return ordered;
  throw new SkillNeuronsError({
    code: 'ATTACK_LOG',
    message: 'the data set beside the records holds other rows',
    where: join(folder, 'adversarial.jsonl'),
    hint: 'run the attack to its end',
  });
}

function describe(
  result: {
    attack: string;
    succeeded: number;
    failed: number;
    top: number;
    skill: { n: number } & ReturnType<typeof meansOf>;
    random: ReturnType<typeof meansOf>;
    significant: { fires: number; right: number };
    neurons: ReturnType<typeof withAdjusted>;
  },
  show: number,
): string {
  const { attack, succeeded, failed, top, skill, random, significant, neurons } = result;
  const points = (value: number) => (Number.isNaN(value) ? '-' : `${value < 0 ? '' : '+'}${percent(value)}`);
  const shares = ({ before, after, n }: ChangeDifference['first']) => (n === 0 ? '-' : `${percent(before)} -> ${percent(after)}`);
  const cells = (found: ChangeDifference & { adjustedP: number }) => [
    shares(found.first),
    shares(found.second),
    Number.isNaN(found.difference) ? '-' : `${points(found.difference)} [${points(found.interval.low)}, ${points(found.interval.high)}]`,
    pText(found.adjustedP),
  ];
  const row = (name: string, means: ReturnType<typeof meansOf>) => [
    name,
    ...(['right', 'fires'] as const).flatMap((kind) => [points(means[kind].succeeded), points(means[kind].failed), points(means[kind].difference)]),
  ];
  return [
    `${attack}: ${succeeded} attacks succeeded, ${failed} failed; top ${top} % of each layer, ${skill.n} neurons, each at its best prompt token`,
    'right: the neuron speaks for the true label (it fires, or is silent where it is inhibitory); changes in points from original to attacked text',
    textTable(
      ['mean change', 'right: succeeded', 'failed', 'difference', 'fires: succeeded', 'failed', 'difference'],
      [row('skill neurons', skill), row('random others', random)],
    ),
    textTable(
      [
        'neuron',
        'token',
        'predictivity',
        'right %: succeeded',
        'failed',
        'difference [95 %]',
        'q',
        'fires %: succeeded',
        'failed',
        'difference [95 %]',
        'q',
      ],
      neurons
        .slice(0, show)
        .map((one) => [
          `${one.layer}.${one.neuron}${one.sign === 1 ? '+' : '-'}`,
          String(one.position),
          one.predictivity.toFixed(3),
          ...cells(one.right),
          ...cells(one.fires),
        ]),
    ),
    `${significant.right} of ${skill.n} change otherwise in what they say, ${significant.fires} in how often they fire (false discovery rate ${percent(level)} %)`,
    ...(Math.min(succeeded, failed) < 10 ? ['fewer than 10 attacks on one side: nothing can be concluded from so few'] : []),
  ].join('\n');
}
