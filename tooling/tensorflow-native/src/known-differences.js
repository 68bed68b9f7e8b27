const noBool = "TensorFlow's kernel takes no bool; tfjs-node hands the tensor on as it is";
const byZero = 'TensorFlow refuses an integer division by zero, cpu gives 0';

/** Cases of the conformance list in which tfjs-node is known to differ from the cpu backend, with the reason. */
export const knownDifferences = new Map([
  ['greater of bool', noBool],
  ['greaterEqual of bool', noBool],
  ['less of bool', noBool],
  ['lessEqual of bool', noBool],
  ['max of bool', noBool],
  ['mod of int32', byZero],
  ['floorDiv of int32, also by zero', byZero],
  ['floorDiv of floats', 'tfjs-node keeps float32, cpu gives int32'],
  ['cast to int32 truncates', 'NaN and infinities become the smallest int32, on cpu 0; the language behind either leaves it open'],
  ['unsortedSegmentSum drops unknown segments', 'TensorFlow refuses segment numbers out of range, cpu drops them'],
]);
