import type { ClaimCheck } from '../claims/claim.ts';
import type { PageDrawing, Panel } from '../figures/draw-figure.ts';
import type { Figure } from '../figures/figure.ts';
import type { FigureTopic } from '../figures/study-figures.ts';
import type { StudyResults } from '../study-results.ts';
import type { Table } from '../tables/table.ts';
import type { Archive } from './archive.ts';
import type { SourceList } from './sources.ts';

export interface DrawnFigure {
  figure: Figure;
  /** In the colour of the text around it; panels know the model or task that they are about. */
  page: PageDrawing & { panels: readonly (Panel & { model?: string; task?: string })[] };
  /** 1, 2, ... through the page. */
  number: number;
  /** What its numbers are computed from. */
  source?: readonly SourceList[];
}

/** Everything the page is made of, computed beforehand. */
export interface ReportContent {
  results: StudyResults;
  claims: readonly ClaimCheck[];
  tables: readonly Table[];
  figures: Readonly<Record<FigureTopic, readonly DrawnFigure[]>>;
  /** Undefined where it would make the page too large. */
  archive?: Archive;
}
