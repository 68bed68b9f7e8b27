import { listText, percentText } from '../../format.ts';
import type { NeuronExample, NeuronProfile, StudyResults, TaskSummary } from '../../study-results.ts';
import { tasksByType } from '../../summaries/targets.ts';
import { predictivityOf, topNeurons } from '../../summaries/top-neurons.ts';
import type { Table } from '../../tables/table.ts';
import { activationHistogram, labelColour } from '../activation-histogram.ts';
import { html, rawHtml } from '../html.ts';
import type { Html } from '../html.ts';
import { tableHtml } from '../page-parts.ts';

const SHOWN = 5;

/** One closed panel per model and task, with a part for each of its best neurons. */
export function neuronPanels(results: StudyResults): Html | null {
  const panels = results.models.flatMap(({ id: model }) => tasksByType(results).flatMap((task) => {
    const seeds = seedTable(results, model, task.id);
    if (seeds.rows.length === 0) return [];
    // Of one seed: further ones would fill the page with the same neurons' likes.
    const profiles = (results.neuronProfiles ?? []).filter((profile) => profile.model === model && profile.task === task.id);
    const shown = profiles.filter(({ seed }) => seed === profiles[0]!.seed).slice(0, SHOWN);
    return [html`
<details class="neurons" data-model="${model}" data-task="${task.id}"><summary>${model}, ${task.id}: the best neurons${shown.length === 0 ? null : html` <small>${shown.map(({ layer, neuron }) => `${layer}.${neuron}`).join(', ')}</small>`}</summary>
${tableHtml(seeds)}
${shown.map((profile) => profileHtml(profile, task))}
</details>`];
  }));
  if (panels.length === 0) return null;
  const examined = results.neuronProfiles?.length ?? 0;
  return html`<h3>Neuron by neuron</h3>
<p>Neurons are named layer.neuron, counted from 0. An excitatory one predicts class 1 by firing above its baseline, an inhibitory one by firing below.${examined === 0 ? ' These results hold no activations of single neurons.' : ' Activations are those of the first seed, at the position of the best predictivity; the dashed line is the baseline.'}</p>
${panels}`;
}

/** Predictivity and position by seed, clean beside adversarial. */
function seedTable(results: StudyResults, model: string, task: string): Pick<Table, 'title' | 'columns' | 'rows'> {
  const clean = predictivityOf(results, model, task, false);
  const adversarial = predictivityOf(results, model, task, true);
  const listed = (entries: typeof clean, seed: number, { stack, layer, neuron }: { stack: string; layer: number; neuron: number }) => {
    const found = entries.find((entry) => entry.seed === seed)?.layers.find((entry) => entry.stack === stack && entry.layer === layer)?.top.find((entry) => entry.neuron === neuron);
    return found === undefined ? 'not in the top' : `${percentText(found.predictivity)} at ${found.position}${found.sign === 1 ? ' +' : ' \u2212'}`;
  };
  const columns = [clean, adversarial].flatMap((entries, i) => entries.map(({ seed }) => ({ entries, seed, label: `${i === 0 ? 'Clean' : 'Adversarial'}, seed ${seed}` })));
  return {
    title: `Predictivity at prompt position, ${model} on ${task} (+ excitatory, \u2212 inhibitory)`,
    columns: [{ name: 'neuron', label: 'Neuron' }, { name: 'stack', label: 'Stack' }, ...columns.map(({ label }) => ({ name: label, label }))],
    rows: topNeurons(clean).slice(0, SHOWN).map((neuron) => [neuron.id, neuron.stack, ...columns.map(({ entries, seed }) => listed(entries, seed, neuron))]),
  };
}

function profileHtml(profile: NeuronProfile, { labels }: TaskSummary): Html {
  const { layer, neuron, position, sign, clean, adversarial, highest, lowest } = profile;
  const name = (label: number) => labels[label] ?? String(label);
  const kind = sign === 1 ? `excitatory for ${name(1)}` : `inhibitory for ${name(1)}`;
  const numbers = [`${percentText(clean)} on clean data`, ...(adversarial === null ? [] : [`${percentText(adversarial)} on adversarial data at the same position and sign`])];
  const row = (end: string) => ({ text, label, activation }: NeuronExample) => [end, text, name(label), activation];
  return html`
<div class="neuron"><h4>Neuron ${layer}.${neuron}</h4>
<p>${kind}, prompt position ${position}; ${listText(numbers)}.</p>
${activationHistogram(profile, labels)}
<p class="soft">${labels.map((label, i) => html`<span class="key">${rawHtml(`<svg width="10" height="10" aria-hidden="true"><rect width="10" height="10" fill="${labelColour(i)}"/></svg>`)} ${label}</span> `)}</p>
${tableHtml({
  title: `Rows that fire ${layer}.${neuron} most and least`,
  columns: [{ name: 'end', label: 'End' }, { name: 'text', label: 'Text' }, { name: 'label', label: 'Label' }, { name: 'activation', label: 'Activation', format: 'number' }],
  rows: [...highest.map(row('most')), ...lowest.map(row('least'))],
})}</div>`;
}
