import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Jest settings of every package: TypeScript through swc, native ES modules, workspace packages from their sources. */
export default {
  testEnvironment: require.resolve('./environment.cjs'),
  testEnvironmentOptions: {
    customExportConditions: ['@skill-neurons/source', 'node', 'node-addons'],
  },
  roots: ['<rootDir>'],
  testMatch: ['**/src/**/*.test.ts', '**/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [require.resolve('@swc/jest'), { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  // Many times what a test takes alone: a busy or slow machine must not fail it.
  testTimeout: 120_000,
};
