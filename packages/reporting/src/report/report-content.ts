import type { ClaimCheck } from '../claims/claim.ts';
import type { Figure } from '../figures/figure.ts';
import type { FigureTopic } from '../figures/study-figures.ts';
import type { StudyResults } from '../study-results.ts';
import type { Table } from '../tables/table.ts';

export interface DrawnFigure {
  figure: Figure;
  /** SVG without a title of its own, in the colour of the text around it. */
  svg: string;
  /** 1, 2, ... through the page. */
  number: number;
}

/** Everything the page is made of, computed beforehand. */
export interface ReportContent {
  results: StudyResults;
  claims: readonly ClaimCheck[];
  tables: readonly Table[];
  figures: Readonly<Record<FigureTopic, readonly DrawnFigure[]>>;
}
