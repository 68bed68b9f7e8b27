import { checkClaims } from '../claims/check-claims.ts';
import type { ClaimCheck } from '../claims/claim.ts';
import type { StudyResults } from '../study-results.ts';
import { accuracyTable, evaluationTable, groupTable } from './accuracy-tables.ts';
import { attackTable } from './attack-tables.ts';
import { claimPartTable, claimTable } from './claim-tables.ts';
import { kinshipTable, nullLayerTable, nullTable, rankCorrelationTable, retainedComparisonTable, retainedTable } from './consistency-tables.ts';
import { layerShareSetTable, layerShareTable } from './layer-share-tables.ts';
import { leakTable } from './leak-table.ts';
import { predictivityTable, specificityTable, topNeuronTable } from './neuron-tables.ts';
import { linkTables } from './link-tables.ts';
import { overlapTable } from './overlap-tables.ts';
import { singleNeuronTable } from './single-neuron-table.ts';
import { promptSimilarityTable, transferPredictorTable } from './prompt-similarity-tables.ts';
import { layerSweepTable, suppressionContrastTable, suppressionElsewhereTable } from './suppression-detail-tables.ts';
import { suppressionDropTable, suppressionTable } from './suppression-tables.ts';
import type { Table } from './table.ts';
import { transferTable, transferTypeTable } from './transfer-tables.ts';
import { tuningTable } from './tuning-table.ts';

/** Every table of a study that has rows, as written to `tables/`. */
export function studyTables(results: StudyResults, claims: readonly ClaimCheck[] = checkClaims(results)): Table[] {
  const tables = [
    claimTable(claims),
    claimPartTable(claims),
    accuracyTable(results),
    groupTable(results),
    attackTable(results),
    evaluationTable(results),
    tuningTable(results),
    transferTable(results),
    transferTypeTable(results),
    promptSimilarityTable(results),
    transferPredictorTable(results),
    predictivityTable(results),
    topNeuronTable(results),
    singleNeuronTable(results),
    nullTable(results),
    nullLayerTable(results),
    layerShareTable(results),
    layerShareSetTable(results),
    specificityTable(results),
    kinshipTable(results),
    rankCorrelationTable(results),
    suppressionTable(results),
    suppressionDropTable(results),
    suppressionContrastTable(results),
    layerSweepTable(results),
    suppressionElsewhereTable(results),
    overlapTable(results),
    retainedTable(results),
    retainedComparisonTable(results),
    ...linkTables(results),
    leakTable(results),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}
