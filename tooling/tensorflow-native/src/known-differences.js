const noBool = "TensorFlow's kernel takes no bool; tfjs-node hands the tensor on as it is";
const byZero = 'TensorFlow refuses an integer division by zero, cpu gives 0';
const emptyAxis = 'what remains of no values: TensorFlow gives the neutral element (NaN for a mean), cpu NaN (0 for a mean)';
const cpuGradient = "cpu's gradient is wrong; that of TensorFlow agrees with finite differences";

/** Cases of the conformance list in which tfjs-node is known to differ from the cpu backend, with the reason. The models here meet none of them. */
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
  ['mul of bool', noBool],
  ['bitwiseAnd', 'tfjs-node has no kernel for it'],
  ['mean over an axis of nothing', emptyAxis],
  ['max over an axis of nothing', emptyAxis],
  ['min over an axis of nothing', emptyAxis],
  ['logSumExp over an axis of nothing', emptyAxis],
  ['conv2d with explicit padding', "tfjs-node takes the paddings 'same' and 'valid' only"],
  ['conv2d of nothing', 'tfjs-node gives the shape of the input for an empty batch'],
  ['conv3d with strides', "TensorFlow's CPU kernel takes wrong values, also uninitialised ones, at strides that differ between the axes"],
  ['avgPool of overlapping windows', cpuGradient],
  ['avgPool3d', cpuGradient],
  ['resizeNearestNeighbor up', cpuGradient],
  ['resizeNearestNeighbor down', cpuGradient],
  ['resizeNearestNeighbor to one pixel', cpuGradient],
]);
