import type { StudyResults } from '../study-results.ts';
import { accuracyFigure } from './accuracy-figure.ts';
import { attackFigure } from './attack-figure.ts';
import { fileSlugs } from './figure.ts';
import type { Figure } from './figure.ts';
import { layerMapByTaskFigure, layerMapFigure } from './layer-map-figures.ts';
import { linkFigure } from './link-figure.ts';
import { nullFigure } from './null-figure.ts';
import { overlapFigures } from './overlap-figures.ts';
import { predictivityByLayerFigure, predictivityHistogramFigure } from './predictivity-figures.ts';
import { promptSimilarityFigure, transferPredictorFigure } from './prompt-similarity-figures.ts';
import { rankCorrelationFigure } from './rank-correlation-figure.ts';
import { retainedFigure } from './retained-figure.ts';
import { specificityFigure } from './specificity-figure.ts';
import { layerSweepFigure, suppressionContrastFigure } from './suppression-detail-figures.ts';
import { suppressionFigures } from './suppression-figures.ts';
import { transferFigures } from './transfer-figures.ts';
import { tuningFigure } from './tuning-figure.ts';

/** Sections of the report that figures stand in. */
export type FigureTopic = 'accuracy' | 'attacks' | 'tuning' | 'transfer' | 'prompts' | 'neurons' | 'chance' | 'layers' | 'specificity' | 'suppression' | 'overlap' | 'link';

/** Every figure that the results have data for, by section. */
export function studyFigures(results: StudyResults): Record<FigureTopic, Figure[]> {
  const slugs = fileSlugs(results.models.map(({ id }) => id));
  const present = (...figures: (Figure | undefined)[]) => figures.filter((figure) => figure !== undefined);
  const perModel = (make: (model: StudyResults['models'][number], slug: string) => Figure[]) => results.models.flatMap((model) => make(model, slugs.get(model.id)!).map((figure) => ({ ...figure, model: model.id })));
  return {
    accuracy: present(accuracyFigure(results)),
    attacks: present(attackFigure(results)),
    tuning: perModel((model, slug) => present(tuningFigure(results, model, slug))),
    transfer: perModel((model, slug) => transferFigures(results, model, slug)),
    prompts: [...perModel((model, slug) => present(promptSimilarityFigure(results, model, slug))), ...present(transferPredictorFigure(results))],
    neurons: [
      ...present(predictivityHistogramFigure(results)),
      ...perModel((model, slug) => present(predictivityByLayerFigure(results, model, slug))),
    ],
    chance: present(nullFigure(results)),
    layers: [...present(layerMapFigure(results)), ...perModel((model, slug) => present(layerMapByTaskFigure(results, model, slug, false), layerMapByTaskFigure(results, model, slug, true)))],
    specificity: [...results.specificity.flatMap((entry) => present(specificityFigure(results, entry, slugs.get(entry.model)!)).map((figure) => ({ ...figure, model: entry.model }))), ...present(rankCorrelationFigure(results))],
    suppression: [
      ...perModel((model, slug) => suppressionFigures(results, model, slug)),
      ...present(suppressionContrastFigure(results)),
      ...perModel((model, slug) => present(layerSweepFigure(results, model, slug))),
    ],
    overlap: present(...overlapFigures(results), retainedFigure(results)),
    link: present(linkFigure(results)),
  };
}
