import { durationText, integerText, listText } from '../../format.ts';
import type { ModelSummary, StudyResults } from '../../study-results.ts';
import { tasksByType } from '../../summaries/targets.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';

export function headerHtml(results: StudyResults): Html {
  const { title, description, models, seeds, created, provenance } = results;
  const fact = (name: string, value: string) => (value === '' ? null : html`<dt>${name}</dt><dd>${value}</dd>\n`);
  return html`
<header id="top">
<h1>${title}</h1>
${syntheticNotice(results)}
${description === '' ? null : html`<p>${description}</p>`}
<dl class="facts">
${fact(models.length === 1 ? 'Model' : 'Models', models.map(modelText).join('; '))}${fact('Tasks', taskText(results))}${fact('Seeds', seeds.join(', '))}${fact('Date', created.slice(0, 10))}${fact('Backend', `${provenance.backend} on ${provenance.platform}`)}${fact('Versions', Object.entries(provenance.versions).map(([name, version]) => `${name} ${version}`).join(', '))}${fact('Computing time', durationText(provenance.seconds))}
</dl>
</header>`;
}

/** Says before anything else that models or data were made up, if the results say so. */
export function syntheticNotice({ models, tasks, description, provenance }: StudyResults): Html | null {
  const madeModels = models.filter(({ synthetic }) => synthetic === true).map(({ id }) => id);
  const madeTasks = tasks.filter(({ synthetic }) => synthetic === true).map(({ id }) => id);
  const named = [madeModels.length > 0 ? `models ${listText(madeModels)}` : '', madeTasks.length > 0 ? `data of ${listText(madeTasks)}` : ''].filter((text) => text !== '');
  const mentioned = [description, ...provenance.notes, ...models.map(({ origin }) => origin)].some((text) => /\bsynthetic\b/i.test(text));
  if (named.length === 0 && !mentioned) return null;
  const what = named.length > 0 ? `Made for a demonstration: ${named.join(', ')}.` : 'The description of this study speaks of synthetic models or data.';
  return html`<div class="notice" role="note"><p><strong>Synthetic.</strong> ${what} The numbers show how the method behaves on them; they say nothing about published models or real text.</p></div>`;
}

function modelText({ id, stacks, parameters }: ModelSummary): string {
  const shape = stacks.map(({ stack, layers, width }) => `${layers} ${stack} layers of ${integerText(width)} neurons`).join(', ');
  return `${id} (${shape}; ${integerText(parameters)} parameters)`;
}

function taskText(results: StudyResults): string {
  const tasks = tasksByType(results);
  return [...new Set(tasks.map(({ type }) => type))].map((type) => `${type}: ${tasks.filter((task) => task.type === type).map(({ id }) => id).join(', ')}`).join('; ');
}
