import fs from 'node:fs';
import path from 'node:path';
import {
  appendPrivately,
  makePrivateDirectory,
  openPrivateLog,
  removeTemporaryFiles,
  writeAtomically,
} from '../../../../lib/toolkit/host/private-files';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
afterEach(() => jest.restoreAllMocks());

const NOBODY = 4_000_000;

const modeOf = (file: string) => fs.statSync(file).mode & 0o777;

describe('a private directory', () => {
  it('is open to nobody else, with all directories of .azstage that it is in, whatever was there before', () => {
    const { directory } = TestProject.empty();
    const inner = path.join(directory, '.azstage/work/shop');
    fs.mkdirSync(path.dirname(inner), { recursive: true });
    fs.chmodSync(path.join(directory, '.azstage'), 0o777);
    fs.chmodSync(path.join(directory, '.azstage/work'), 0o755);
    fs.chmodSync(directory, 0o755);
    makePrivateDirectory(inner);
    const paths = ['.azstage', '.azstage/work', '.azstage/work/shop', '.'].map((file) => path.join(directory, file));
    expect(paths.map(modeOf)).toEqual([0o700, 0o700, 0o700, 0o755]);
  });

  it.each(['.azstage', '.azstage/work'])('is refused where %s is a link', (at) => {
    const project = TestProject.empty();
    project.write('elsewhere/keep', '');
    project.write('.azstage/keep', '');
    fs.rmSync(path.join(project.directory, at), { recursive: true, force: true });
    fs.symlinkSync(path.join(project.directory, 'elsewhere'), path.join(project.directory, at));
    const file = path.join(project.directory, '.azstage/work/x.json');
    expect(() => writeAtomically(file, '{}')).toThrow(`${path.join(project.directory, at)} is a symbolic link.`);
    expect(fs.readdirSync(path.join(project.directory, 'elsewhere'))).toEqual(['keep']);
  });

  it('is refused where it belongs to another user', () => {
    const { directory } = TestProject.empty();
    jest.spyOn(process, 'geteuid').mockReturnValue(fs.statSync(directory).uid + 1);
    expect(() => makePrivateDirectory(directory)).toThrow(/belongs to another user \(uid \d+; this is \d+\)/);
  });

  it('is refused where a file is in its place', () => {
    const project = TestProject.empty();
    project.write('.azstage', '');
    expect(() => makePrivateDirectory(path.join(project.directory, '.azstage/work'))).toThrow(
      `${project.directory}/.azstage is a file, but a directory is expected.`,
    );
  });
});

describe('a private file', () => {
  it('replaces a link, and not what the link leads to', () => {
    const project = TestProject.empty();
    project.write('precious', 'keep me');
    const file = path.join(project.directory, 'plan.tfplan');
    fs.symlinkSync(path.join(project.directory, 'precious'), file);
    writeAtomically(file, 'secret');
    expect([project.read('precious'), project.read('plan.tfplan'), modeOf(file)]).toEqual(['keep me', 'secret', 0o600]);
  });

  it('leaves nothing behind when it cannot be written', () => {
    const project = TestProject.empty();
    project.write('x.json/keep', '');
    const file = path.join(project.directory, 'x.json');
    expect(() => writeAtomically(file, '{}')).toThrow(`${file} is a directory, but a file is expected.`);
    jest.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw Object.assign(new TypeError('ENOSPC'), { code: 'ENOSPC', errno: -28, syscall: 'fsync' });
    });
    const other = path.join(project.directory, 'y.json');
    expect(() => writeAtomically(other, '{}')).toThrow(`The disk is full: ${other} cannot be written.`);
    expect(fs.readdirSync(project.directory)).toEqual(['x.json']);
  });

  it.each<[string, (file: string) => unknown]>([
    ['a log', (file) => fs.closeSync(openPrivateLog(file))],
    ['a journal', (file) => appendPrivately(file, 'line\n')],
  ])('that is %s is not written through a link', (_, write) => {
    const project = TestProject.empty();
    project.write('precious', 'keep me');
    const file = path.join(project.directory, 'plan.log');
    fs.symlinkSync(path.join(project.directory, 'precious'), file);
    expect(() => write(file)).toThrow(`${file} is a symbolic link.`);
    expect(project.read('precious')).toBe('keep me');
  });

  it('that is a log is readable by nobody else, even if it was', () => {
    const project = TestProject.empty();
    project.write('plan.log', 'old');
    fs.closeSync(openPrivateLog(path.join(project.directory, 'plan.log')));
    expect([project.read('plan.log'), modeOf(path.join(project.directory, 'plan.log'))]).toEqual(['', 0o600]);
  });
});

describe('removeTemporaryFiles', () => {
  it('removes what dead runs had not finished, and nothing else', () => {
    const project = TestProject.empty();
    const files = ['run.lock', 'work/a/b/c/x.json', 'work/a/b/c/mine.tmp', `work/a/x.${process.pid}-0a1b2c3d.tmp`];
    for (const file of [...files, `run.lock.${NOBODY}-0a1b2c3d.tmp`, `work/a/b/c/x.json.${NOBODY}-0a1b2c3d.tmp`]) {
      project.write(file, '');
    }
    removeTemporaryFiles(project.directory);
    const left = fs.readdirSync(project.directory, { recursive: true, withFileTypes: true });
    expect(
      left
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => path.relative(project.directory, path.join(parentPath, name)))
        .sort(),
    ).toEqual([...files].sort());
  });

  it('refuses a link that something would be written through, and leaves those of Terraform alone', () => {
    const project = TestProject.empty();
    project.write('work/shop/shop/dev/a/terraform/keep', '');
    const stage = path.join(project.directory, 'work/shop/shop/dev/a');
    fs.symlinkSync('/', path.join(stage, 'terraform/providers'));
    removeTemporaryFiles(project.directory);
    fs.symlinkSync('/', path.join(project.directory, 'state'));
    expect(() => removeTemporaryFiles(project.directory)).toThrow(`${project.directory}/state is a symbolic link.`);
  });
});
