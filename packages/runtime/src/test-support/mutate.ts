import type { Random } from '@skill-neurons/core';

/** Numbers that break careless length arithmetic. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** The bytes with one to four changes: other bytes, extreme numbers, parts removed, repeated or moved, the end cut off. */
export function mutated(bytes: Uint8Array, random: Random): Buffer {
  let result = Buffer.from(bytes);
  for (let change = 0; change <= random.integer(4); change++) {
    const place = random.integer(Math.max(1, result.length - 4));
    const length = random.integer(Math.min(64, result.length - place) + 1);
    const kind = random.integer(6);
    if (kind === 0) result[place] = random.integer(256);
    if (kind === 1) result[place] = (result[place] ?? 0) ^ (1 << random.integer(8));
    if (kind === 2 && result.length >= place + 4) result.writeUInt32LE(extremes[random.integer(extremes.length)]!, place);
    if (kind === 3) result = Buffer.concat([result.subarray(0, place), result.subarray(place + length)]);
    if (kind === 4) result = Buffer.concat([result.subarray(0, place), result.subarray(place, place + length), result.subarray(place)]);
    if (kind === 5 && random.integer(4) === 0) result = result.subarray(0, place);
  }
  return result;
}
