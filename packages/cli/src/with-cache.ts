/** Runs a command; without the cache it is switched off where it is read, in this process and in the workers that it starts. */
export async function withCache<T>(cache: boolean, run: () => Promise<T>): Promise<T> {
  if (cache) return run();
  const before = process.env['SKILL_NEURONS_CACHE'];
  process.env['SKILL_NEURONS_CACHE'] = 'off';
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env['SKILL_NEURONS_CACHE'];
    else process.env['SKILL_NEURONS_CACHE'] = before;
  }
}
