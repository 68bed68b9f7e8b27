import { appendFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { MetricsSink } from './metrics-sink.ts';
import { encodeScalars, encodeSessionStart, encodeVersion } from './tensorboard-events.ts';
import { frameRecord } from './record-framing.ts';

/** Event files that this process began: two of one millisecond have names of their own. */
let filesBegun = 0;

/**
 * Event files that TensorBoard reads. A run that goes on begins another file in the same folder, which tells TensorBoard to drop what
 * the earlier ones hold of later steps.
 */
export function tensorBoardMetrics(folder: string): MetricsSink {
  let path = '';
  let pending: Buffer[] = [];
  return {
    async start(step) {
      const now = Date.now();
      // TensorBoard reads the files of a folder in the order of their names, and names them so itself.
      path = join(folder, `events.out.tfevents.${String(now).padStart(14, '0')}.${hostname().replaceAll(/[^\w.-]/g, '_')}.${process.pid}.${filesBegun++}`);
      pending = [frameRecord(encodeVersion(now / 1000))];
      if (step > 0) pending.push(frameRecord(encodeSessionStart(now / 1000, step + 1)));
      await mkdir(folder, { recursive: true });
    },
    record({ step, values }) {
      pending.push(frameRecord(encodeScalars(Date.now() / 1000, step, values)));
    },
    async flush() {
      const bytes = Buffer.concat(pending);
      pending = [];
      if (bytes.length > 0) await appendFile(path, bytes);
    },
  };
}
