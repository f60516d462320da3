/**
 * Large packages, loaded once for each worker instead of once for each test file. cdk8s is not among them: it takes an object for plain by its
 * constructor alone, which is another in each test file.
 */
const SHARED = [
  '@cdktf/',
  '@grpc/',
  '@msgpack/',
  'age-encryption/',
  'ajv/',
  'cdktf/',
  'commander/',
  'constructs/',
  'fast-check/',
  'github-slugger/',
  'typescript/',
  'xmlbuilder2/',
  'yaml/',
  'zod/',
].join('|');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/__tests__/helpers/environment.ts',
  // Most of the time is spent in Terraform and the command line: a core for each worker, the one of the reporter included.
  maxWorkers: '100%',
  // What the packages keep of each test file goes with the worker.
  workerIdleMemoryLimit: '700MB',
  // A machine that does other things too takes longer.
  testTimeout: 30_000,
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  transform: {
    [`/node_modules/(${SHARED}).+\\.[cm]?js$`]: '<rootDir>/__tests__/helpers/shared-packages.js',
    '^.+\\.[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!${SHARED})`, '/__tests__/fixtures/'],
  globalSetup: '<rootDir>/__tests__/helpers/global-setup.ts',
  globalTeardown: '<rootDir>/__tests__/helpers/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/__tests__/helpers/setup.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/', '<rootDir>/.azstage/'],
};
