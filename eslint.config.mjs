import jsdoc from 'eslint-plugin-jsdoc';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const deepProviderImports = {
  patterns: [
    {
      regex: '^@cdktf/provider-[a-z]+$',
      message: 'Import the resource by its deep path: the whole provider takes 1.2 s and 425 MB to load.',
    },
    { regex: '^cdktf/', message: "Import from 'cdktf' alone, so that the same sources run on cdktn." },
  ],
};

const restrictedSyntax = [
  {
    selector: "ThrowStatement > NewExpression[callee.name='Error']",
    message: 'Throw one of the classes in lib/errors.ts: a bare Error has neither a code nor a path.',
  },
  {
    selector: "CallExpression[callee.property.name='overrideLogicalId']",
    message: 'Ids are a contract: two constructs with one logical id collapse into one resource.',
  },
  {
    selector: "MemberExpression[object.name='process'][property.name='exit']",
    message: 'Return an exit code; only bin/ sets process.exitCode.',
  },
];

export default tseslint.config(
  {
    // Of JavaScript, what runs in a browser is linted, as it is the only one of its kind that is not a script of the repository.
    ignores: [
      'node_modules',
      'dist',
      'cdktf.out',
      '.azstage',
      'coverage',
      '**/*.js',
      '!lib/toolkit/page/browser/*.js',
      '**/*.cjs',
      '**/*.mjs',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', 'lib/toolkit/page/browser/*.js'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-console': 'error',
      'no-restricted-imports': ['error', deepProviderImports],
      'no-restricted-syntax': ['error', ...restrictedSyntax],
    },
  },
  {
    // Classes and functions of one file are used in others: they are scripts of one scope.
    files: ['lib/toolkit/page/browser/*.js'],
    rules: { '@typescript-eslint/no-unused-vars': 'off', 'max-lines': ['error', { max: 300 }] },
  },
  {
    files: ['scripts/**/*.ts', 'lib/**/*.ts', 'stacks/**/*.ts', 'bin/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-member-accessibility': ['error', { overrides: { constructors: 'no-public' } }],
      '@typescript-eslint/member-ordering': [
        'error',
        {
          default: [
            'public-static-field',
            'private-static-field',
            'public-static-method',
            'private-static-method',
            ['public-instance-field', 'protected-instance-field', 'private-instance-field'],
            'constructor',
            ['public-instance-get', 'public-instance-set', 'public-instance-method'],
            'protected-instance-method',
            'private-instance-method',
          ],
        },
      ],
      'max-lines': ['error', { max: 300 }],
    },
  },
  {
    files: ['lib/**/*.ts', 'stacks/**/*.ts'],
    // The program of a job, which is bundled.
    ignores: ['lib/verify/from-job/job-main.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...restrictedSyntax,
        {
          selector: 'Program > ExpressionStatement',
          message: 'A module loads when it is first used (docs/adr/0013): it only defines what it exports.',
        },
      ],
    },
  },
  {
    // What the engine reads came from others and may be megabytes long: while an expression runs, no signal is answered.
    files: ['lib/toolkit/**/*.ts', 'lib/cli/**/*.ts', 'lib/manifest/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    // A doc comment opens with a noun phrase or a third-person verb: what is searched for comes first. "Whether" is the field's word for a boolean.
    files: [
      'bin/**/*.ts',
      'lib/errors.ts',
      'lib/{cli,constructs,json,manifest,stage,tenants,testing,toolkit,values,workloads}/**/*.ts',
      'stacks/**/*.ts',
    ],
    plugins: { jsdoc },
    rules: {
      'jsdoc/match-description': [
        'error',
        {
          matchDescription: '^(?!(?:What|How|Who|Whose|Whom|Where|When|Why|Which|That|Told)\\b)[\\s\\S]*',
          message: 'Open with a noun phrase or a third-person verb.',
          contexts: ['any'],
        },
      ],
    },
  },
);
