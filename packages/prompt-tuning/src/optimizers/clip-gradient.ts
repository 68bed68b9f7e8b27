/**
 * Scales a gradient down, in place, so that its Euclidean norm is at most `maxNorm`, as `torch.nn.utils.clip_grad_norm_` does.
 * @returns the norm before
 */
export function clipGradient(gradient: Float32Array, maxNorm = Infinity): number {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += gradient[i]! ** 2;
  const norm = Math.sqrt(sum);
  const factor = maxNorm / (norm + 1e-6);
  if (factor < 1) for (let i = 0; i < gradient.length; i++) gradient[i]! *= factor;
  return norm;
}
