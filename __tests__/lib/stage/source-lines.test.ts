import { transformSync } from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type CheckResult } from '../../../lib/toolkit/io/check-result';
import { firstOwnLine } from '../../../lib/stage/source-lines';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(120_000);

const COMPILED = path.join(os.tmpdir(), 'azstage/lib');

/** An app with an account that is made in a function of its own. */
const main = (lib: string) => `import { Stage, StagedApp, StorageAccount, StorageRedundancy } from '${lib}';

interface Unused { readonly lines: number }

function addAccount(stage: Stage): StorageAccount {
  return new StorageAccount(stage, 'Account', { redundancy: StorageRedundancy.LRS });
}

const app = new StagedApp({ name: 'shop' });
addAccount(new Stage(app, 'stage-data', { title: 'Data', purpose: 'Holds data.' }));
app.synth();
`;

const LINE = 6;

describe('the line of the code that made a resource', () => {
  test('is of the TypeScript file that tsx runs', async () => {
    const tsx = require.resolve('tsx/cjs');
    const project = TestProject.withApp(`node --require ${tsx} main.ts`);
    fs.writeFileSync(
      path.join(project.directory, 'main.ts'),
      main('{repository}/lib').replace('{repository}', path.resolve(__dirname, '../../..')),
    );
    const { messages } = await project.azstage('check', '--json');
    const { findings } = messages.find(({ code }) => code === 'check.result')?.data as CheckResult;
    const found = findings.map(({ constructPath, file, line }) => ({ constructPath, file, line }));
    expect(found[0]).toEqual({ constructPath: 'stage-data/Account/Resource', file: 'main.ts', line: LINE });
  });

  test('is of the source of a compiled file, by its source map; Terraform JSON is the same without it', async () => {
    const project = TestProject.withApp('node main.js');
    const { code } = transformSync(main(COMPILED), {
      loader: 'ts',
      format: 'cjs',
      minify: true,
      sourcemap: 'inline',
      sourcefile: 'source/main.ts',
    });
    fs.writeFileSync(path.join(project.directory, 'main.js'), code);
    const { messages } = await project.azstage('check', '--json');
    const { findings } = messages.find(({ code: one }) => one === 'check.result')?.data as CheckResult;
    expect(findings[0]).toMatchObject({ file: 'source/main.ts', line: LINE });
    const template = 'cdktf.out/stacks/stage-data/cdk.tf.json';
    const checked = project.read(template);
    await project.azstage('synth');
    expect(project.read(template)).toBe(checked);
    expect(project.read('cdktf.out/azstage.json')).not.toContain('sourceLines');
  });
});

test.each([
  ['at new Shop (/app/src/shop.ts:4:7)', 'src/shop.ts:4:7'],
  ['at /app/src/shop.ts:4:7', 'src/shop.ts:4:7'],
  ['at async file:///app/src/shop.ts:4:7', undefined],
  ['at make (file:///app/a%20b/shop.ts:4:7)', 'a b/shop.ts:4:7'],
  ['at new Shop (/app/node_modules/shop/shop.ts:4:7)', undefined],
  ['at node:internal/main:1:2', undefined],
  ['at make (/application/shop.ts:4:7)', undefined],
  ['at make (native)', undefined],
])('of "%s", the place is %s', (frame, place) => {
  expect(firstOwnLine(`Error\n    ${frame}`, '/app')).toBe(place);
});
