import type { StudyResults } from '../study-results.ts';
import type { ClaimCheck } from './claim.ts';
import { checkLinkClaim } from './link-claim.ts';
import { checkOverlapClaim } from './overlap-claim.ts';
import { checkRobustnessClaim } from './robustness-claim.ts';
import { checkSuppressionClaim } from './suppression-claim.ts';
import { checkTransferClaim } from './transfer-claim.ts';

/** Holds the five claims of the paper against the results. Every verdict is computed by the rule it carries. */
export function checkClaims(results: StudyResults): ClaimCheck[] {
  return [checkTransferClaim, checkRobustnessClaim, checkSuppressionClaim, checkOverlapClaim, checkLinkClaim].map((check) => check(results));
}
