import { SkillNeuronsError } from '@skill-neurons/core';
import { comparePaired, loadPredictivity, retainedPredictivity, type RetainedPredictivity } from '@skill-neurons/neurons';
import type { CommandEnvironment } from '../command.ts';
import type { RetainedOptions } from '../commands/neurons-retained.ts';
import { textTable } from '../text-table.ts';
import { assertSameModel } from './neuron-shapes.ts';
import { pText } from './statistics-text.ts';

interface Run {
  model: string;
  task: string;
  /** Split of the adversarial data. */
  split: string;
  /** The two files. */
  clean: string;
  adversarial: string;
  retained: RetainedPredictivity;
}

export async function compareRetained({ files, top, scope, seed }: RetainedOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  if (files.length % 2 !== 0) throw new SkillNeuronsError({ code: 'NEURON_FILES', message: `${files.length} files are no pairs`, hint: 'name a file of clean data, then one of adversarial data, and so on' });
  const runs: Run[] = [];
  for (let i = 0; i < files.length; i += 2) {
    signal.throwIfAborted();
    const [clean, adversarial] = [await loadPredictivity(files[i]!), await loadPredictivity(files[i + 1]!)];
    assertSameModel(clean, adversarial, files[i + 1]!);
    const { model = '?', task = '?' } = clean.metadata;
    const retained = retainedPredictivity(clean, adversarial, { percent: top, scope });
    runs.push({ model, task, clean: files[i]!, adversarial: files[i + 1]!, split: adversarial.metadata['split'] ?? '?', retained });
  }
  const models = [...new Set(runs.map(({ model }) => model))];
  const valuesOf = (wanted: string) => runs.filter(({ model }) => model === wanted).map(({ task, split, retained }) => ({ key: JSON.stringify([task, split]), value: retained.separation }));
  const comparisons = models.flatMap((a, i) => models.slice(i + 1).map((b) => ({ a, b, ...comparePaired(valuesOf(a), valuesOf(b), { seed }) })));
  const number = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(3));
  terminal.result({ top, scope, runs, comparisons }, [
    `predictivity of the top ${top} % of clean data; above others: probability that one is more predictive on the adversarial data than another neuron, 0.5 by chance`,
    textTable(
      ['model', 'task', 'adversarial', 'clean', 'adversarial', 'others there', 'share kept', 'above others'],
      runs.map(({ model, task, split, retained: r }) => [model, task, split, ...[r.clean, r.adversarial, r.others, r.share, r.separation].map(number)]),
    ),
    ...(comparisons.length > 0
      ? [
          'above others, differences between models, paired by adversarial set (seeds averaged), sign-flip permutation test',
          textTable(
            ['', 'less', 'sets', 'difference', 'p', 'least possible p'],
            comparisons.map((c) => [c.a, c.b, String(c.pairs), number(c.difference), pText(c.p), pText(c.leastP)]),
          ),
        ]
      : []),
  ].join('\n'));
}
