import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { consumerOf, packedPackage } from '../helpers/packed-package';

const CDKTF = ['cdktf', '@cdktf'];
const CDKTN = ['cdktn', '@cdktn'];
const INSTALL_CDKTF = 'npm install cdktf@0.21 @cdktf/provider-azurerm@14';
const INSTALL_CDKTN = 'npm install cdktn@0.24 @cdktn/provider-azurerm@16 constructs@~10.7.0';

let tarball: string;

beforeAll(async () => {
  tarball = await packedPackage();
}, 300_000);

function run(directory: string, ...args: string[]): string {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TERRAFORM_BINARY_NAME: 'nowhere' };
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, env, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

test.each([
  [
    'azstage where only cdktn is installed',
    CDKTF,
    `require('azstage')`,
    `'azstage', which needs the package cdktf: it is not installed. Import from 'azstage/cdktn', as cdktn is installed, or run ${INSTALL_CDKTF}.`,
  ],
  [
    'azstage/testing from an ES module where only cdktn is installed',
    CDKTF,
    `import('azstage/testing')`,
    `'azstage', which needs the package cdktf: it is not installed. Import from 'azstage/cdktn', as cdktn is installed, or run ${INSTALL_CDKTF}.`,
  ],
  [
    'azstage/cdktn where only cdktf is installed',
    CDKTN,
    `require('azstage/cdktn/testing')`,
    `'azstage/cdktn', which needs the package cdktn: it is not installed. Import from 'azstage', as cdktf is installed, or run ${INSTALL_CDKTN}.`,
  ],
  [
    'azstage without a core',
    [...CDKTF, ...CDKTN],
    `require('azstage')`,
    `'azstage', which needs the package cdktf: it is not installed. Run ${INSTALL_CDKTF}; or import from 'azstage/cdktn' and install cdktn.`,
  ],
  [
    'azstage/cdktn without the classes of the provider',
    ['@cdktn'],
    `require('azstage/cdktn')`,
    `'azstage/cdktn', which needs the package @cdktn/provider-azurerm: it is not installed. Run ${INSTALL_CDKTN}.`,
  ],
])('%s says what to do', (_title, without, script, message) => {
  const output = run(consumerOf(tarball, without, {}), '--eval', script);
  expect(output).toContain(`MissingPackageError: The app imports ${message}\n`);
  expect(output).not.toContain('Cannot find module');
});

test('the commands say so too', () => {
  const directory = consumerOf(tarball, CDKTF, {
    'cdktf.json': JSON.stringify({ language: 'typescript', app: 'node main.cjs' }),
    'main.cjs': `require('azstage');`,
  });
  const command = path.join('node_modules', 'azstage', 'bin', 'azstage.js');
  const message = `MissingPackageError: The app imports 'azstage', which needs the package cdktf: it is not installed. Import from 'azstage/cdktn', as cdktn is installed, or run ${INSTALL_CDKTF}.`;
  expect(run(directory, command, 'synth')).toBe(`${message}\nAdd --debug for the stack trace.\n`);
  const doctor = run(directory, command, 'doctor');
  expect(doctor).toContain(`problem  App            ${message}\n`);
  expect(doctor).toMatch(/^skipped {2}Core +there is no output of the app$/m);
});
