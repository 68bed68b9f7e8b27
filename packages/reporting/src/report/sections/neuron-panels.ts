import { countText, fixed, listText, pointsText } from '../../format.ts';
import type { NeuronProfile, StudyResults, TaskSummary } from '../../study-results.ts';
import { profiledNeurons, suppressedSplits } from '../../summaries/profiled-neurons.ts';
import type { ProfiledNeuron } from '../../summaries/profiled-neurons.ts';
import { tasksByType } from '../../summaries/targets.ts';
import { activationHistogram, labelColour } from '../activation-histogram.ts';
import { html, rawHtml } from '../html.ts';
import type { Html } from '../html.ts';
import { signedText } from '../neuron-numbers.ts';
import { tableHtml } from '../page-parts.ts';
import { positionCurves, seedColour } from '../position-curves.ts';
import { controlCountText, neuronControlText } from './neuron-control-text.ts';
import { exampleLists } from './neuron-examples.ts';
import { bestPositionTable, predictivityTable, suppressedAloneTable } from './neuron-panel-tables.ts';

const SHOWN = 5;
/** With more profiles than that, the rows that fire a neuron most and least are shown of the first seed alone: the page stays under 5 MB. */
const PROFILES_WITH_EXAMPLES = 200;

/** One closed panel per model and task, with a part for each of its best neurons and in it one for each seed. */
export function neuronPanels(results: StudyResults): Html | null {
  const profiles = results.neuronProfiles?.length ?? 0;
  const everySeed = profiles <= PROFILES_WITH_EXAMPLES;
  const panels = results.models.flatMap(({ id: model }) => tasksByType(results).flatMap((task) => {
    const neurons = profiledNeurons(results, model, task.id).slice(0, SHOWN);
    const tables = neurons.length > 0 ? [predictivityTable(neurons, model, task), suppressedAloneTable(results, neurons, task)] : [bestPositionTable(results, model, task.id, SHOWN)];
    if (tables[0]!.rows.length === 0) return [];
    return [html`
<details class="neurons" data-model="${model}" data-task="${task.id}"><summary>${model}, ${task.id}: the best neurons${neurons.length === 0 ? null : html` <small>${neurons.map(({ id }) => id).join(', ')}</small>`}</summary>
${tables.map((table) => tableHtml(table))}
${neurons.length === 0 ? null : keys(neurons, task)}${neurons.map((neuron) => neuronHtml(results, neuron, task, everySeed))}
</details>`];
  }));
  if (panels.length === 0) return null;
  const someAlone = results.neuronProfiles?.some(({ suppressedAlone }) => suppressedAlone !== undefined) ?? false;
  const controls = controlCountText(results);
  return html`<h3>Neuron by neuron</h3>
<p>Neurons are named layer.neuron, counted from 0. An excitatory one predicts class 1 by firing above its baseline, an inhibitory one by firing below.${
  profiles === 0
    ? ' These results hold no activations of single neurons.'
    : ` Shown are the best of all layers by mean predictivity over seeds. Activations are those at the position of the best predictivity on clean data; the dashed line is the baseline.${everySeed ? '' : ' Rows that fire a neuron most and least are those of the first seed; results.json holds all.'}`
}</p>
${someAlone ? html`<p>One neuron seldom changes an answer, since others say the same: before answers change, the margin does - the score of the right label above the best other one. p is McNemar's exact test of the answers lost and gained; it is not corrected for the many neurons here, of which chance alone takes some below 0.05.</p>` : null}
${controls === '' ? null : html`<p>${controls}</p>`}
${panels}`;
}

/** What colours and lines mean, once per panel. */
function keys(neurons: readonly ProfiledNeuron[], { labels }: TaskSummary): Html {
  const key = (colour: string, text: string) => html`<span class="key">${rawHtml(`<svg width="10" height="10" aria-hidden="true"><rect width="10" height="10" fill="${colour}"/></svg>`)} ${text}</span> `;
  const seeds = neurons[0]!.perSeed.map(({ seed }, i) => key(seedColour(i), `seed ${seed}`));
  return html`<p class="soft">Lines: ${seeds} Bars: ${labels.map((label, i) => key(labelColour(i), label))}</p>`;
}

function neuronHtml(results: StudyResults, neuron: ProfiledNeuron, task: TaskSummary, everySeed: boolean): Html {
  const { id, layer, perSeed } = neuron;
  const name = `neuron ${id}`;
  return html`
<div class="neuron" data-layer="${layer}"><h4>Neuron ${id}</h4>
<p>${kindText(perSeed, task)} ${silenceText(perSeed)} ${aloneText(neuron, task)} ${neuronControlText(results, neuron)}</p>
${positionCurves(perSeed, name)}
${perSeed.map((profile, i) => html`<div class="seed" data-seed="${profile.seed}"><h5>Seed ${profile.seed}, position ${profile.position}</h5>
<div class="pair"><div>${activationHistogram(profile, task.labels)}</div>${everySeed || i === 0 ? exampleLists(profile, task.labels) : null}</div></div>`)}</div>`;
}

function kindText(perSeed: readonly NeuronProfile[], { labels }: TaskSummary): string {
  const excitatory = perSeed.filter(({ sign }) => sign === 1).length;
  const name = labels[1] ?? '1';
  const seeds = countText(perSeed.length, 'seed');
  if (excitatory === perSeed.length) return `Excitatory for ${name} with ${seeds}.`;
  if (excitatory === 0) return `Inhibitory for ${name} with ${seeds}.`;
  return `Excitatory for ${name} with ${excitatory} of ${seeds}, inhibitory with the others.`;
}

/** Said of neurons whose predictivity means nothing. */
function silenceText(perSeed: readonly NeuronProfile[]): Html | null {
  const told = (['clean', 'adversarial'] as const).flatMap((side) => {
    const silent = perSeed.filter(({ answers }) => (answers?.[side] ?? 'varied') !== 'varied');
    if (silent.length === 0) return [];
    const dead = silent.filter(({ answers }) => answers![side] === 'dead').length;
    return [`on ${side} data with seed ${listText(silent.map(({ seed }) => String(seed)))}${dead === 0 ? '' : dead === silent.length ? ', where it never fires (dead)' : `, of which it never fires with ${dead}`}`];
  });
  return told.length === 0 ? null : html`<strong>Constant</strong> ${listText(told)}: it answers the same for every row at every position, so that its predictivity there is only the share of a class.`;
}

/** All seeds together, since one neuron changes few answers. */
function aloneText(neuron: ProfiledNeuron, { labels }: TaskSummary): string {
  const { perSeed } = neuron;
  const bySplit = suppressedSplits([neuron]).map(({ split }) => {
    const runs = perSeed.flatMap(({ suppressedAlone = [] }) => suppressedAlone.filter((run) => run.split === split && run.n > 0));
    if (runs.length === 0) return '';
    const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + of(run), 0);
    const n = sum((run) => run.n);
    const [lost, gained] = [sum((run) => run.lost), sum((run) => run.gained)];
    const answers = `${lost + gained === 0 ? 'none' : lost + gained} of ${countText(n, 'answer')} on ${split}${lost + gained === 0 ? '' : ` (${lost} lost, ${gained} gained, ${pointsText((gained - lost) / n, 2)})`}`;
    const changes = labels.flatMap((label, i) => {
      const known = runs.flatMap(({ marginChangeByLabel }) => marginChangeByLabel[i] ?? []);
      return known.length === 0 ? [] : [`${signedText(known.reduce((a, b) => a + b, 0) / known.length)} (label ${label})`];
    });
    return `${answers}, and the margin, ${fixed(sum((run) => run.margin) / runs.length, 2)} on average, by ${listText(changes)}`;
  }).filter((text) => text !== '');
  return bySplit.length === 0 ? '' : `Suppressed alone (${countText(perSeed.length, 'seed')}${perSeed.length === 1 ? '' : ' together'}), it changes ${bySplit.join('; ')}.`;
}
