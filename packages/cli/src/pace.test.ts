import { durationText, Pace } from './pace.ts';

test('the rate is that of the last twenty seconds, and begins anew with another label', () => {
  const pace = new Pace();
  expect([0, 0.2, 1].map((seconds) => pace.rate('tune', seconds * 10, seconds))).toEqual([undefined, undefined, 10]);
  // Faster from here on: the slow beginning leaves the window.
  const rates = Array.from({ length: 60 }, (_, second) => pace.rate('tune', 10 + 30 * (second + 1), second + 2));
  expect(rates[0]).toBeCloseTo(20, 9);
  expect(rates.at(-1)).toBeCloseTo(30, 9);
  expect(pace.rate('evaluate', 5, 100)).toBeUndefined();
  expect(pace.rate('evaluate', 7, 101)).toBe(2);
  expect(pace.rate('evaluate', 1, 102)).toBeUndefined();
});

test('work that goes on after an interruption is not counted as done now', () => {
  const pace = new Pace();
  pace.rate('tune', 900, 0);
  expect(pace.rate('tune', 902, 1)).toBe(2);
});

test.each([[0.04, '0.0 s'], [9.94, '9.9 s'], [42.4, '42 s'], [300, '5 min'], [9000, '2.5 h']])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
