/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Most of the time is spent in Terraform and the command line: a core for each worker, the one of the reporter included.
  maxWorkers: '100%',
  // A process that has grown large takes longer to start others: 30 ms at 1 GB, and a run starts some ten thousand.
  workerIdleMemoryLimit: '160MB',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  transform: { '^.+\\.[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  // age and what it is made from are ES modules, which the module loader of Jest cannot require.
  transformIgnorePatterns: ['/node_modules/(?!age-encryption/|@noble/|@scure/)', '/__tests__/fixtures/'],
  globalSetup: '<rootDir>/__tests__/helpers/global-setup.ts',
  globalTeardown: '<rootDir>/__tests__/helpers/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/__tests__/helpers/setup.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/', '<rootDir>/.azstage/'],
};
