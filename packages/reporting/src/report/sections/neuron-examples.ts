import { fixed } from '../../format.ts';
import type { NeuronExample, NeuronProfile } from '../../study-results.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { digitsBetween } from '../neuron-numbers.ts';

/** The rows that fire a neuron most and least, adversarial beside clean ones. */
export function exampleLists({ highest, lowest, adversarialHighest, adversarialLowest, low, high }: NeuronProfile, labels: readonly string[]): Html {
  const digits = digitsBetween(low, high) + 1;
  const sides = [{ name: 'clean', most: highest, least: lowest }, ...(adversarialHighest && adversarialLowest ? [{ name: 'adversarial', most: adversarialHighest, least: adversarialLowest }] : [])];
  const list = (examples: readonly NeuronExample[]) => html`<ul>${examples.map(({ text, label, activation }) => html`<li>${text} <small>${labels[label] ?? String(label)}, ${fixed(activation, digits)}</small></li>`)}</ul>`;
  return html`${sides.map(({ name, most, least }) => html`<div class="rows"><p>Fires most, ${name}</p>${list(most)}<p>Least, ${name}</p>${list(least)}</div>`)}`;
}
