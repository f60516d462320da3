import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const REPOSITORY = path.join(__dirname, '../../..');

/** The packages that a command line loads. */
function packagesOf(...args: string[]): string[] {
  const project = TestProject.empty();
  const loaded =
    "console.error(Object.keys(require.cache).filter((file) => file.includes('node_modules')).join('\\n'))";
  project.write('note.js', `process.on('exit', () => ${loaded});`);
  const requires = [
    path.join(project.directory, 'note.js'),
    path.join(REPOSITORY, 'node_modules/tsx/dist/cjs/index.cjs'),
  ];
  const { stderr } = spawnSync(
    process.execPath,
    [...requires.flatMap((file) => ['--require', file]), path.join(REPOSITORY, 'bin/azstage.ts'), ...args],
    { encoding: 'utf8', env: project.env() },
  );
  const names = [...stderr.matchAll(/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/g)].map(([, name]) => name ?? '');
  return [...new Set(names)].filter((name) => !['tsx', 'esbuild', 'get-tsconfig'].includes(name)).sort();
}

describe('azstage --help', () => {
  it('loads no more than what reads the command line, so that it is instant', () => {
    expect(packagesOf('--help')).toEqual(['commander', 'fastest-levenshtein']);
  });
});
