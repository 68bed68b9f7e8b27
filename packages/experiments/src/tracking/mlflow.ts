import { SkillNeuronsError } from '@skill-neurons/core';
import { z } from 'zod';
import type { TrackedJob } from './tracked-job.ts';

export interface MlflowOptions {
  /** Of the tracking server, e.g. `http://127.0.0.1:5000`. */
  url: string;
  /** Name of the experiment; made when it is not there. */
  experiment: string;
  fetch?: typeof fetch;
  signal?: AbortSignal | undefined;
}

/** A connection to an MLflow server. */
export interface Mlflow {
  /** Sends a job as a run of its own. False when the server has it already. @throws MLFLOW */
  log(tracked: TrackedJob): Promise<boolean>;
}

/** Most entries of one `log-batch`, as MLflow has it. */
const batchLimits = { metrics: 1000, params: 100 };
const keyTag = 'skill_neurons.job';
const timeout = 15_000;
const maxAnswerBytes = 4 * 1024 * 1024;

const experimentSchema = z.object({ experiment: z.object({ experiment_id: z.string() }) });
const createdSchema = z.object({ experiment_id: z.string() });
const searchSchema = z.object({ runs: z.array(z.object({ info: z.object({ run_id: z.string(), status: z.string() }) })).optional() });
const runSchema = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) });

/** Speaks MLflow's REST interface 2.0. A job is found again by its key: sending a study twice makes no second runs. */
export async function connectMlflow({ url, experiment, fetch: send = fetch, signal }: MlflowOptions): Promise<Mlflow> {
  const call = async <T>(method: 'GET' | 'POST', path: string, body: unknown, schema: z.ZodType<T>): Promise<T> => {
    const answer = await request(send, method, `${url.replace(/\/+$/, '')}/api/2.0/mlflow/${path}`, body, signal);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw refused(url, `an answer that is not MLflow's to ${path}`);
  };
  const found = await call('GET', `experiments/get-by-name?experiment_name=${encodeURIComponent(experiment)}`, undefined, experimentSchema.or(z.null()));
  const id = found?.experiment.experiment_id ?? (await call('POST', 'experiments/create', { name: experiment }, createdSchema)).experiment_id;
  return {
    async log({ job, manifest, steps }) {
      const { runs = [] } = await call('POST', 'runs/search', { experiment_ids: [id], filter: `tags.\`${keyTag}\` = '${job.key}'`, max_results: 10 }, searchSchema);
      if (runs.some(({ info }) => info.status === 'FINISHED')) return false;
      // What an interrupted call left is begun again.
      for (const { info } of runs) await call('POST', 'runs/delete', { run_id: info.run_id }, z.unknown());
      const end = Date.now();
      const start = end - Math.round(1000 * manifest.seconds);
      const tags = [{ key: keyTag, value: job.key }, { key: 'mlflow.runName', value: job.label }, { key: 'skill_neurons.version', value: manifest.code.package }];
      const { run } = await call('POST', 'runs/create', { experiment_id: id, run_name: job.label, start_time: start, tags }, runSchema);
      const run_id = run.info.run_id;
      const params = Object.entries(job.parameters).map(([key, value]) => ({ key, value: typeof value === 'string' ? value : JSON.stringify(value) }));
      await call('POST', 'runs/log-batch', { run_id, params: params.slice(0, batchLimits.params) }, z.unknown());
      const last = Math.max(1, steps.at(-1)?.step ?? 1);
      const metrics = steps.flatMap(({ step, values }) =>
        // JSON has no infinities; times are spread over the job, which recorded none.
        Object.entries(values).filter(([, value]) => Number.isFinite(value)).map(([key, value]) => ({ key, value, step, timestamp: Math.round(start + ((end - start) * step) / last) })),
      );
      for (let from = 0; from < metrics.length; from += batchLimits.metrics) {
        await call('POST', 'runs/log-batch', { run_id, metrics: metrics.slice(from, from + batchLimits.metrics) }, z.unknown());
      }
      await call('POST', 'runs/update', { run_id, status: 'FINISHED', end_time: end }, z.unknown());
      return true;
    },
  };
}

/** The JSON of an answer; null for "no such thing". */
async function request(send: typeof fetch, method: string, url: string, body: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  const limit = AbortSignal.timeout(timeout);
  let response: Response;
  let text: string;
  try {
    response = await send(url, {
      method, redirect: 'error',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    text = await bounded(response);
  } catch (cause) {
    signal?.throwIfAborted();
    throw refused(url, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (response.status === 404) return null;
  if (!response.ok) throw refused(url, `status ${response.status}: ${text.slice(0, 200)}`);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw refused(url, 'an answer that is not JSON', cause);
  }
}

async function bounded(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += (piece as Uint8Array).length;
    if (bytes > maxAnswerBytes) throw new Error(`an answer of more than ${maxAnswerBytes} bytes`);
    pieces.push(piece as Uint8Array);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function refused(where: string, message: string, cause?: unknown): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'MLFLOW', message: `the tracking server gives ${message}`, where, hint: 'is it an MLflow tracking server? the study itself is done and kept', kind: 'environment', cause });
}
