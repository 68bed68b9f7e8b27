import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './hub-server.ts';

/** A fault for requests whose address contains the text, the first `times` of them. */
export function fault(part: string, answer: (request: IncomingMessage, response: ServerResponse) => void, times = Infinity): Fault {
  let left = times;
  return (request, response) => {
    if (left <= 0 || !(request.url ?? '').includes(part)) return false;
    left -= 1;
    answer(request, response);
    return true;
  };
}

export function withStatus(status: number, headers: Record<string, string> = {}, body = ''): (request: IncomingMessage, response: ServerResponse) => void {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

/** Sends this many bytes of the content, of the range asked for, then cuts the connection or, `stall`, says nothing more. */
export function onlyPart(content: Buffer, bytes: number, then: 'cut' | 'stall'): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start, ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}) });
    response.write(content.subarray(start, start + bytes), () => {
      if (then === 'cut') setTimeout(() => response.destroy(), 20);
    });
  };
}

/** A body that never ends. */
export function endless(chunk = Buffer.alloc(65_536, 'x')): (request: IncomingMessage, response: ServerResponse) => void {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  };
}
