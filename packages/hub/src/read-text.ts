import { badAnswer } from './errors.ts';
import { placeOf } from './http.ts';
import type { StallGuard } from './stall-guard.ts';

/** The text of an answer of at most `maximumBytes`; each piece that comes tells the guard. @throws HUB_BAD_ANSWER for a larger one */
export async function readText({ body }: Response, { guard, url, maximumBytes }: { guard: StallGuard; url: string; maximumBytes: number }): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    guard.touch();
    size += chunk.length;
    if (size > maximumBytes) throw badAnswer(placeOf(url), `the answer is larger than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
