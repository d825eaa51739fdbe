import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', 'test-results', '**/.cache', 'tools/oracle'] },
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off', // Promise<void> unions in callbacks are clearer than undefined
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['tools/**'], rules: { 'no-console': 'off' } }, // a command line talks to its terminal
);
