/** `0.031`, or `< 0.001`. */
export function pText(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** `0.512 [0.470, 0.551]`; without an interval the number alone, and `-` for none. */
export function correlationText({ rho, low, high }: { rho: number; low?: number; high?: number }): string {
  if (Number.isNaN(rho)) return '-';
  return low === undefined || high === undefined ? rho.toFixed(3) : `${rho.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
