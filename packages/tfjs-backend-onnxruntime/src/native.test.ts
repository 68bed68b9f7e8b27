import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { explainLoadFailure, onnxRuntimeVersion } from './native.ts';

const require = createRequire(import.meta.url);

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a missing package says how to install it', () => {
  const error = Object.assign(new Error("Cannot find module 'onnxruntime-node/dist/binding.js'\nRequire stack:\n- /app/index.js"), { code: 'MODULE_NOT_FOUND' });
  const explained = explainLoadFailure(error);
  expect(explained.code).toBe('ONNXRUNTIME_NOT_INSTALLED');
  expect(explained.hint).toContain('ONNXRUNTIME_NODE_INSTALL=skip');
  expect(explained.message).not.toContain('\n');
  expect(explained.cause).toBe(error);
});

test('a missing binary names the platform', () => {
  const error = Object.assign(new Error("Cannot find module '../bin/napi-v6/sunos/x64/onnxruntime_binding.node'"), { code: 'MODULE_NOT_FOUND' });
  const explained = explainLoadFailure(error);
  expect(explained.code).toBe('ONNXRUNTIME_BINARY_MISSING');
  expect(explained.message).toContain(`${process.platform}-${process.arch}`);
});

test('a package whose inner layout differs is another version', () => {
  const error = Object.assign(new Error("Cannot find module '/app/node_modules/onnxruntime-node/dist/binding.js'"), { code: 'MODULE_NOT_FOUND' });
  expect(explainLoadFailure(error)).toMatchObject({ code: 'ONNXRUNTIME_UNKNOWN_VERSION', hint: `install onnxruntime-node@${onnxRuntimeVersion}` });
});

test('a binary that the system refuses is told from a missing one', () => {
  const error = errorOf(() => {
    process.dlopen({ exports: {} }, require.resolve('typescript/package.json'));
  });
  expect(explainLoadFailure(error).code).toBe('ONNXRUNTIME_BINARY_REJECTED');
});

test('the version that the hints name is the one that is installed', () => {
  const { version } = JSON.parse(readFileSync(require.resolve('onnxruntime-node/package.json'), 'utf8')) as { version: string };
  expect(version).toBe(onnxRuntimeVersion);
});
