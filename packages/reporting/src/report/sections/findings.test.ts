import { checkClaims } from '../../claims/check-claims.ts';
import { MULTIPLE_TESTING, verdictText } from '../../claims/claim.ts';
import type { Verdict } from '../../claims/claim.ts';
import { studyLink } from '../../summaries/link-statistics.ts';
import { fixed } from '../../format.ts';
import { buildStudyResults } from '../../testing/index.ts';
import { findingsHtml } from './findings.ts';

const results = buildStudyResults({ models: [{ id: 'r', architecture: 'roberta' }, { id: 't', architecture: 't5' }], tasks: 6, seeds: 2, layers: 1, width: 60, adversarialTasks: ['sst2', 'qqp', 'imdb', 'mrpc', 'qnli'], percents: [0, 5], randomDraws: 1 });
const claims = checkClaims(results);
const pageOf = (found: typeof claims) => findingsHtml(results, found, new Map([['link', 'Link']])).text;
const summaryOf = (verdicts: readonly Verdict[]) => /class="lead">(.*?)<\/p>/.exec(pageOf(claims.map((claim, i) => ({ ...claim, verdict: verdicts[i]! }))))![1];

test('the verdicts are counted on top, with what they rest on', () => {
  expect(summaryOf(['supported', 'not-supported', 'undecided', 'not-supported', 'undecided'])).toBe(
    'Of 5 claims, 1 is supported (claim 1), 2 are not supported (claims 2 and 4) and 2 are undecided (claims 3 and 5). This rests on 2 models, 6 tasks, 5 adversarial sets and 2 seeds.');
  expect(summaryOf(['undecided', 'undecided', 'undecided', 'undecided', 'not-tested'])).toMatch(/^Of 5 claims, none is supported, 4 are undecided \(claims 1, 2, 3 and 4\) and 1 is not tested \(claim 5\)\./);
  const own = claims.map(({ verdict }) => verdict);
  for (const verdict of own) expect(summaryOf(own)).toContain(`${own.filter((other) => other === verdict).length} ${own.filter((other) => other === verdict).length === 1 ? 'is' : 'are'} ${verdictText[verdict]}`);
});

test('every claim says what was done with how much data; what holds for all is said once', () => {
  const page = pageOf(claims);
  for (const { tested, rule } of claims) {
    expect(tested).toMatch(/in 2 models with 2 seeds each/);
    expect(rule).not.toContain(MULTIPLE_TESTING);
  }
  expect(claims[1]!.tested).toContain('5 adversarial sets');
  expect(claims[3]!.tested).toContain('20 comparisons');
  expect(page.split(MULTIPLE_TESTING)).toHaveLength(2);
  expect(page.split('A correlation is no cause')).toHaveLength(2);
  expect(page).not.toMatch(/\.\.|undefined|NaN/);
});

test('claim 5 gives the numbers of its section', () => {
  const { value, p } = studyLink(results).statistics[0]!.within.spearman;
  expect(claims[4]!.parts[0]!.evidence).toContain(`rho = ${fixed(value, 2)}`);
  expect(claims[4]!.parts[0]!.evidence).toContain(p < 0.001 ? 'p < 0.001' : `p = ${fixed(p, 3)}`);
});
