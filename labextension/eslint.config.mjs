import jupyterPlugin from '@jupyter/eslint-plugin';
import prettierConfig from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import jsoncParser from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

const sources = [
  'src/**/*.ts',
  'src/**/*.tsx',
  'test/**/*.ts',
  'test/**/*.tsx'
];

export default defineConfig([
  { ignores: ['node_modules', 'lib', 'coverage', '**/*.js', '**/*.mjs'] },
  {
    files: sources,
    extends: [
      tseslint.configs.strict,
      jupyterPlugin.configs.recommended,
      reactHooks.configs.flat['recommended-latest']
    ],
    plugins: { jupyter: jupyterPlugin },
    languageOptions: {
      parserOptions: { project: 'tsconfig.test.json' }
    },
    rules: {
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ],
      curly: ['error', 'all'],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 450, skipComments: true }],
      'prefer-arrow-callback': 'error',
      // The React compiler is not used here, so nothing is memoized behind our back.
      'react-hooks/incompatible-library': 'off'
    }
  },
  {
    // Nobody reads the texts of tests, and a test's models end with it.
    files: ['test/**/*.ts', 'test/**/*.tsx'],
    rules: {
      'jupyter/no-untranslated-string': 'off',
      'jupyter/require-disposable-ownership': 'off',
      'jupyter/require-disposable-transfer': 'off'
    }
  },
  {
    files: ['schema/*.json'],
    languageOptions: { parser: jsoncParser },
    plugins: { jupyter: jupyterPlugin },
    rules: { 'jupyter/no-schema-enum': 'error' }
  },
  prettierConfig
]);
