import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

/** Sends these bytes and reads until the server closes: no client library tidies the request up before. */
export function rawRequest(port: number, text: string, host = '127.0.0.1'): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host });
    const parts: Buffer[] = [];
    socket.on('data', (part) => parts.push(part)).on('error', reject);
    socket.on('close', () => {
      const whole = Buffer.concat(parts).toString('utf8');
      const [head = '', ...rest] = whole.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      resolve({
        status: Number(first.split(' ')[1] ?? 0),
        headers: Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)])),
        body: rest.join('\r\n\r\n'),
      });
    });
    // Not ended: the server takes that for a client that went away.
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer'))).write(Buffer.from(text, 'latin1'));
  });
}

/** One request of one connection. */
export function get(port: number, path: string, { method = 'GET', host = `127.0.0.1:${port}`, address }: { method?: string; host?: string; address?: string } = {}): Promise<RawAnswer> {
  return rawRequest(port, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, address);
}
