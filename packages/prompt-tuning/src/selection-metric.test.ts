import { measureMetrics, measurementsWithoutGain, selectionScore } from './selection-metric.ts';

// 6 of class 0 with 5 right, 2 of class 1 with 1 right.
const measured = measureMetrics({ labels: Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1), predictions: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 0), loss: 0.4 });

test('accuracy, balanced accuracy and macro F1 are those of scikit-learn', () => {
  // balanced_accuracy_score = (5/6 + 1/2) / 2; f1_score(average='macro') = (10/12 + 2/4) / 2
  expect(measured.accuracy).toBe(0.75);
  expect(measured.balancedAccuracy).toBeCloseTo((5 / 6 + 1 / 2) / 2, 12);
  expect(measured.macroF1).toBeCloseTo((10 / 12 + 2 / 4) / 2, 12);
});

test('a class that never occurs does not count', () => {
  const onlyOne = measureMetrics({ labels: Int32Array.of(2, 2), predictions: Int32Array.of(2, 2), loss: 0 });
  expect(onlyOne).toMatchObject({ balancedAccuracy: 1, macroF1: 1 });
  // Predicted but not labelled: no recall, an F1 of 0.
  expect(measureMetrics({ labels: Int32Array.of(0, 0), predictions: Int32Array.of(0, 1), loss: 0 })).toMatchObject({ balancedAccuracy: 0.5, macroF1: 1 / 3 });
});

test('a lower loss is the better score', () => {
  expect(selectionScore('loss', measured)).toBe(-0.4);
  expect(selectionScore('macro-f1', measured)).toBe(measured.macroF1);
});

test('measurements without a gain are counted from the last gain on', () => {
  expect(measurementsWithoutGain([])).toBe(0);
  expect(measurementsWithoutGain([0.5, 0.6, 0.6, 0.55])).toBe(2);
  expect(measurementsWithoutGain([0.5, 0.6, 0.5, 0.7])).toBe(0);
  expect(measurementsWithoutGain([0.5, 0.55, 0.59, 0.62], 0.1)).toBe(0);
  expect(measurementsWithoutGain([0.5, 0.55, 0.59], 0.1)).toBe(2);
});
