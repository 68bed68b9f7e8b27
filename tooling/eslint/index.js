import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** ESLint settings of the whole workspace. */
export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.turbo/**', '**/*.cjs', '**/.readme/**', 'runs/**', 'demo-report/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: { globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly', URL: 'readonly', globalThis: 'readonly' } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Index access is already checked by noUncheckedIndexedAccess; hot numeric loops need the assertion.
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['tooling/**', '**/bin/**', '**/*.test.ts'], rules: { 'no-console': 'off' } },
);
