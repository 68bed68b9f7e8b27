import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { commonHeaders, filePolicy } from './security-headers.ts';
import type { ServedFile } from './served-folder.ts';

/** What a browser shows; everything else is saved. Scripts and styles are not among them: no page loads one from here. */
const shown: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.tex': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.log': 'text/plain; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
};

/** Answers with a file as it is now; closes it. */
export async function sendFile(response: ServerResponse, { handle, stats: { size } }: ServedFile, name: string, headOnly: boolean): Promise<void> {
  const type = shown[extname(name).toLowerCase()];
  response.writeHead(200, {
    ...commonHeaders,
    'Content-Security-Policy': filePolicy,
    'Content-Type': type ?? 'application/octet-stream',
    'Content-Length': size,
    ...(type === undefined ? { 'Content-Disposition': 'attachment' } : {}),
  });
  try {
    if (headOnly || size === 0) response.end();
    // A file that grows meanwhile is cut at the length that was announced; one that shrinks breaks the connection off.
    else await pipeline(handle.createReadStream({ start: 0, end: size - 1, autoClose: false }), response);
  } finally {
    await handle.close();
  }
}
