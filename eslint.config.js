import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Time, the platform and the environment are capabilities: they are read in one place and handed in. */
const CAPABILITIES = [
  { object: 'Date', property: 'now', message: 'Take the time from a Clock (src/base/clock.ts).' },
  {
    object: 'process',
    property: 'env',
    message: 'Only main/host reads the environment; take what you need as a parameter.',
  },
  {
    object: 'process',
    property: 'platform',
    message: 'Only main/host asks for the platform; src/system has a sibling for each.',
  },
];

export default ts.config(
  {
    ignores: [
      'out/',
      'node_modules/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      'resources/',
      'test/bench/peers/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.cjs'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
  },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // capabilities are objects of closures: none of their functions knows `this`
      '@typescript-eslint/unbound-method': 'off',
      // the compiler knows what is defined, in components as well
      'no-undef': 'off',
      'no-console': 'error',
      'no-restricted-properties': ['error', ...CAPABILITIES],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Take the time from a Clock (src/base/clock.ts).',
        },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    // the second is a step of the build
    files: ['main/host/**', 'main/cli/record-code-cache.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // the catalogue's types are derived from these texts
    files: ['src/messages/*-en.ts', 'src/messages/*-ja.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    // tests and build files run in a known place, and wait for real programs
    files: ['test/**', '*.config.ts', '*.config.js', 'vite.*.ts'],
    rules: {
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
      'no-console': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // documents that programs print are read as they are; one test holds them against their schema
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    // plain scripts that must run before anything is installed, or around the build
    files: ['**/*.js', '**/*.cjs', '**/*.mjs'],
    ...ts.configs.disableTypeChecked,
  },
  {
    files: ['**/*.cjs', '**/*.mjs'],
    rules: {
      'no-console': 'off',
      'no-restricted-properties': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  {
    // what Node is told to load before a program
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
