import { fixed } from '../format.ts';
import type { PromptSimilarityResult } from '../results/prompt-similarity-result.ts';
import type { ModelSummary, StudyResults } from '../study-results.ts';
import { similarityByKinship, similarityLabels, transferPredictorSentence, transferPredictors } from '../summaries/prompt-similarities.ts';
import { tasksByType } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { groupBreaks, heatMapSpec } from './heat-map.ts';
import { INK, modelLooks, modelScales, specHead } from './theme.ts';

/** Of the five measures: the one of each kind that Su et al. found to go with transfer most. */
const shownMeasures = ['cosineAverage', 'activationOverlap'] as const;

/** Tasks of a heat-map beside which another has room. */
const MOST_TASKS_BESIDE = 8;

/** How alike the prompts of one model are, task by task: two measures side by side. */
export function promptSimilarityFigure(results: StudyResults, model: ModelSummary, slug: string): Figure | undefined {
  const own = (results.promptSimilarities ?? []).filter((entry) => entry.model === model.id);
  const known = ({ values }: PromptSimilarityResult) => values.some((row) => row.some((value) => value !== null));
  const seeds = own.some((entry) => entry.seeds === 'other' && known(entry)) ? 'other' : 'same';
  const shown = shownMeasures.flatMap((measure) => own.filter((entry) => entry.measure === measure && entry.seeds === seeds && known(entry)));
  if (shown.length === 0) return undefined;
  const sentences = shown.map((entry) => {
    const { own: diagonal, type, other } = similarityByKinship(results, entry);
    const parts = ([['two runs of one task', diagonal], ['tasks of one type', type], ['tasks of two types', other]] as const).filter(([, value]) => !Number.isNaN(value));
    return `${similarityLabels[entry.measure]}: ${parts.map(([label, value]) => `${label} ${fixed(value, 2)}`).join(', ')}`;
  });
  return {
    name: `prompt-similarity-${slug}`,
    title: `How alike the prompts of ${model.id} are`,
    caption: `${seeds === 'other' ? 'Prompts of different seeds are compared, since those of one seed may start from the same values; the diagonal is between runs of one task.' : 'Prompts of one seed are compared; they may share their initial values. With one seed the diagonal is empty.'} Cosine: mean over all pairs of a token of the one and a token of the other; the mask's row, which has no effect, does not count. Activated neurons: cosine of zeros and ones, above zero or not, with no text. Lines separate task types; colours mean the same for all models.`,
    summary: `Means: ${sentences.join('; ')}.`,
    spec: {
      ...specHead,
      columns: results.tasks.length > MOST_TASKS_BESIDE ? 1 : 2,
      spacing: 30,
      concat: shown.map((entry) => ({ title: { text: similarityLabels[entry.measure], fontSize: 12, offset: 8, color: INK }, ...mapOf(results, model, entry) })),
      resolve: { scale: { color: 'independent' } },
    },
  };
}

function mapOf(results: StudyResults, { id }: ModelSummary, { measure, seeds, tasks, values }: PromptSimilarityResult): object {
  const types = new Map(results.tasks.map((task) => [task.id, task.type]));
  const order = tasksByType(results).map((task) => task.id).filter((task) => tasks.includes(task));
  const cells = order.flatMap((row) => order.flatMap((column) => {
    const value = values[tasks.indexOf(row)]![tasks.indexOf(column)];
    return typeof value === 'number' ? [{ row, column, value, text: fixed(value, 2), hover: `${row} and ${column}, ${similarityLabels[measure]}: ${fixed(value, 3)}` }] : [];
  }));
  const breaks = groupBreaks(order, (name) => types.get(name)!);
  // One scale for all models, so that their maps can be compared.
  const all = (results.promptSimilarities ?? []).filter((entry) => entry.measure === measure && entry.seeds === seeds).flatMap((entry) => entry.values.flatMap((line) => line.filter((value) => value !== null)));
  const spec = heatMapSpec({
    rows: order, columns: order, cells, columnBreaks: breaks, rowBreaks: breaks, corner: '',
    scheme: modelLooks(results.models).find((look) => look.id === id)!.scheme,
    // A span of at least 0.05, so that equal prompts do not look different.
    domain: [Math.min(...all), Math.max(Math.max(...all), Math.min(...all) + 0.05)],
  });
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !(key in specHead)));
}

/** Does similarity tell which prompts transfer? One row per measure, one mark per model. */
export function transferPredictorFigure(results: StudyResults): Figure | undefined {
  const values = transferPredictors(results).map(({ model, label, seeds, kind, rho, low, high }) => ({
    model, rho, low: low ?? null, high: high ?? null,
    predictor: kind === 'type' ? label : `${label}${seeds === null ? '' : seeds === 'same' ? ' (one seed)' : ' (two seeds)'}`,
  }));
  if (values.length === 0) return undefined;
  const rows = [...new Set(values.map(({ predictor }) => predictor))].sort((a, b) => Number(a === 'same task type') - Number(b === 'same task type'));
  const { color, shape } = modelScales(modelLooks(results.models));
  const y = { field: 'predictor', type: 'nominal', scale: { domain: rows, paddingInner: 0.25 }, axis: { title: null, domain: false, ticks: false, grid: false } };
  const yOffset = { field: 'model', type: 'nominal', scale: { domain: results.models.map(({ id }) => id) } };
  const x = (field: string) => ({ field, type: 'quantitative', scale: { domain: [-1, 1] }, axis: { title: "Spearman's rho with relative transfer", tickCount: 5 } });
  return {
    name: 'similarity-transfer',
    title: 'Similarity of prompts against transfer between their tasks',
    caption: 'Rank correlation, over ordered pairs of different tasks, of the similarity of two prompts and the relative transfer accuracy from the one task to the other. Pairs of one seed may have started from the same values. Bars: 95% intervals, tasks drawn anew (from five tasks on). Last row, a yardstick: whether the two tasks are of one type. Right of zero: alike prompts transfer better.',
    summary: transferPredictorSentence(results),
    spec: {
      ...specHead,
      data: { values },
      width: 420,
      height: { step: Math.max(24, 12 * results.models.length + 6), for: 'position' },
      layer: [
        { data: { values: [{ rho: 0, hover: 'no correlation' }] }, mark: { type: 'rule', color: INK, opacity: 0.5 }, encoding: { x: x('rho') } },
        { transform: [{ filter: 'isValid(datum.low)' }], mark: { type: 'rule', strokeWidth: 1.6 }, encoding: { y, yOffset, x: x('low'), x2: { field: 'high' }, color } },
        { mark: { type: 'point', filled: true, size: 50, opacity: 1 }, encoding: { y, yOffset, x: x('rho'), color, shape } },
      ],
    },
  };
}
