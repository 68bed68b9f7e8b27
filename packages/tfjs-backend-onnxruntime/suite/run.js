#!/usr/bin/env node
// Runs the test suite that tfjs-core ships in its npm package against a backend.
//   node suite/run.js [--backend onnxruntime|cpu] [--worker] [--filter <part of a test's name>]
// Sessions run in the main thread unless --worker is given: the tests start the backend anew some 340 times, each time with another worker thread.
// Exit code 1 when a test fails that is not in exclusions.json, or when one passes that is.
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import Jasmine from 'jasmine';
import { bundleSuite } from './bundle.js';
import { judge } from './verdict.js';

const { values: options } = parseArgs({
  options: { backend: { type: 'string', default: 'onnxruntime' }, filter: { type: 'string', default: '' }, worker: { type: 'boolean', default: false } },
});
const print = (line) => process.stdout.write(`${line}\n`);

/** Runs every test of the bundle; what the tests write to the console is dropped. */
async function runTests(file, backend, filter) {
  const results = [];
  const record = (name, { status, failedExpectations }) => results.push({ name, status, messages: failedExpectations.map(({ message }) => message) });
  const jasmine = new Jasmine();
  jasmine.exitOnCompletion = false;
  jasmine.randomizeTests(false);
  jasmine.clearReporters();
  jasmine.env.configure({ specFilter: (spec) => spec.getFullName().includes(filter) });
  jasmine.addReporter({
    specDone: (spec) => record(spec.fullName.replaceAll(` ${backend} {}`, ''), spec),
    // Errors of a suite's own beforeAll and afterAll.
    suiteDone: (suite) => suite.failedExpectations.length > 0 && record(suite.fullName, { ...suite, status: 'failed' }),
  });
  const silent = () => undefined;
  Object.assign(globalThis.console, { log: silent, info: silent, warn: silent, error: silent, table: silent, debug: silent });
  process.env.SUITE_BACKEND = backend;
  process.env.SUITE_WORKER = options.worker ? 'yes' : 'no';
  await import(file);
  await jasmine.execute();
  return results.filter(({ name }) => name.includes(filter));
}

const started = performance.now();
const exclusions = options.backend === 'onnxruntime' ? JSON.parse(readFileSync(new URL('exclusions.json', import.meta.url), 'utf8')) : [];
const file = await bundleSuite();
process.on('exit', () => rmSync(dirname(file), { recursive: true, force: true }));
const results = await runTests(file, options.backend, options.filter);
const { passed, failed, excluded, skipped, outdated } = judge(results, exclusions.filter(({ test }) => options.filter === '' || test.includes(options.filter)));
for (const { name, messages } of failed) print(`FAILED ${name}\n  ${messages.join('\n').replaceAll('\n', '\n  ')}`);
for (const name of outdated) print(`EXCLUDED BUT PASSING ${name}`);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
print(`tfjs-core on ${options.backend}: ${passed.length} passed, ${failed.length} failed, ${excluded.length} excluded, ${skipped.length} skipped by tfjs-core itself; ${seconds} s`);
process.exit(failed.length > 0 || outdated.length > 0 || passed.length === 0 ? 1 : 0);
