/**
 * The part of TensorFlow's `Event` message that scalars need, as protocol-buffer bytes. Field numbers: tensorflow/core/util/event.proto
 * and tensorflow/core/framework/summary.proto.
 */
const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 };
const summaryValue = 1;
const value = { tag: 1, simpleValue: 2 };
const sessionLogStatus = 1;
const sessionStart = 1;

/** The first event of every file. @param time seconds since 1970 */
export function encodeVersion(time: number): Buffer {
  return Buffer.concat([double(event.wallTime, time), bytes(event.fileVersion, Buffer.from('brain.Event:2'))]);
}

/** Tells that a run goes on: events of this step and later ones in files read before are void. */
export function encodeSessionStart(time: number, step: number): Buffer {
  return Buffer.concat([...head(time, step), bytes(event.sessionLog, integer(sessionLogStatus, sessionStart))]);
}

/** Scalars of one step, as float32. */
export function encodeScalars(time: number, step: number, scalars: Readonly<Record<string, number>>): Buffer {
  const values = Object.entries(scalars).map(([tag, scalar]) => bytes(summaryValue, Buffer.concat([bytes(value.tag, Buffer.from(tag)), float(value.simpleValue, scalar)])));
  return Buffer.concat([...head(time, step), bytes(event.summary, Buffer.concat(values))]);
}

function head(time: number, step: number): Buffer[] {
  return [double(event.wallTime, time), integer(event.step, step)];
}

function integer(field: number, content: number): Buffer {
  return Buffer.concat([key(field, 0), varint(content)]);
}

function double(field: number, content: number): Buffer {
  const data = Buffer.alloc(8);
  data.writeDoubleLE(content);
  return Buffer.concat([key(field, 1), data]);
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([key(field, 2), varint(content.length), content]);
}

function float(field: number, content: number): Buffer {
  const data = Buffer.alloc(4);
  data.writeFloatLE(content);
  return Buffer.concat([key(field, 5), data]);
}

function key(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType);
}

/** A whole number from 0, seven bits a byte, the lowest first. */
function varint(content: number): Buffer {
  const parts = [];
  let rest = content;
  for (; rest >= 128; rest = Math.floor(rest / 128)) parts.push((rest % 128) + 128);
  return Buffer.from([...parts, rest]);
}
