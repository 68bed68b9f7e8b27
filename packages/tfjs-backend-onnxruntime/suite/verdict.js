/**
 * @typedef {{ name: string, status: string, messages: string[] }} TestResult one test of the suite, `status` as jasmine names it
 * @typedef {{ test: string, reason: string }} Exclusion a test that may fail, by a part of its full name
 */

/**
 * Sorts the results of the suite. An exclusion that matches no failing test is out of date, so that the list cannot rot.
 *
 * @param {readonly TestResult[]} results
 * @param {readonly Exclusion[]} exclusions
 */
export function judge(results, exclusions) {
  const exclusionOf = ({ name }) => exclusions.find(({ test }) => name.includes(test));
  const failing = results.filter(({ status }) => status === 'failed');
  return {
    passed: results.filter(({ status }) => status === 'passed'),
    failed: failing.filter((result) => exclusionOf(result) === undefined),
    excluded: failing.filter((result) => exclusionOf(result) !== undefined),
    /** Switched off in tfjs-core itself. */
    skipped: results.filter(({ status }) => status === 'pending' || status === 'excluded'),
    outdated: [
      ...exclusions.filter(({ test }) => !failing.some(({ name }) => name.includes(test))).map(({ test }) => test),
      ...results.filter((result) => result.status === 'passed' && exclusionOf(result) !== undefined).map(({ name }) => name),
    ],
  };
}
