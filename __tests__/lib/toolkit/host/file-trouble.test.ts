import fs from 'node:fs';
import path from 'node:path';
import { fileTrouble, onFile, readTextFile } from '../../../../lib/toolkit/host/file-trouble';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

/** A project with a file and a directory in it. */
function project(): TestProject {
  const made = TestProject.empty();
  made.write('file', 'text');
  fs.mkdirSync(path.join(made.directory, 'directory'));
  return made;
}

/** Takes the directory of the test out of a message. */
function messageOf(error: unknown, directory: string): string {
  return fileTrouble(error)?.message.replaceAll(directory, '<project>') ?? 'no trouble';
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('an error of the file system', () => {
  it.each<[string, (directory: string) => unknown, string]>([
    [
      'a directory in the place of a file',
      (directory) => fs.openSync(path.join(directory, 'directory'), 'w'),
      '<project>/directory is a directory, but a file is expected.',
    ],
    [
      'a directory that is removed as if it were a file',
      (directory) => fs.rmSync(path.join(directory, 'directory')),
      '<project>/directory is a directory, but a file is expected.',
    ],
    [
      'a file in the place of a directory',
      (directory) => fs.mkdirSync(path.join(directory, 'file'), { recursive: true }),
      '<project>/file is a file, but a directory is expected.',
    ],
    [
      'a file in the middle of a path, by its own name',
      (directory) => fs.mkdirSync(path.join(directory, 'file/a/b'), { recursive: true }),
      '<project>/file is a file, but a directory is expected.',
    ],
    [
      'a file that is gone',
      (directory) => fs.openSync(path.join(directory, 'nothing'), 'r'),
      '<project>/nothing does not exist.',
    ],
    [
      'a link that is not followed',
      (directory) => {
        fs.symlinkSync('file', path.join(directory, 'link'));
        return fs.openSync(path.join(directory, 'link'), fs.constants.O_WRONLY | fs.constants.O_NOFOLLOW);
      },
      '<project>/link is a symbolic link. Files of azstage hold secrets and are not written through links.',
    ],
  ])('tells of %s', (_, work, message) => {
    const { directory } = project();
    expect(
      messageOf(
        thrownBy(() => work(directory)),
        directory,
      ),
    ).toBe(message);
  });

  it.each([
    ['EACCES', '/p/x cannot be accessed: permission denied (open).'],
    ['EPERM', '/p/x cannot be accessed: permission denied (open).'],
    ['EROFS', '/p/x cannot be written: its file system is mounted read-only.'],
    ['ENOSPC', 'The disk is full: /p/x cannot be written.'],
    ['EDQUOT', 'Your quota on the disk is used up: /p/x cannot be written.'],
    ['EMFILE', '/p/x cannot be opened: too many files are open.'],
    ['ENOTEMPTY', '/p/x cannot be replaced: it is a directory with files in it.'],
    ['EIO', '/p/x cannot be read or written: the disk reports an error.'],
  ])('%s is told in words, with what to do', (code, message) => {
    const trouble = fileTrouble({ code, errno: -1, syscall: 'open', path: '/p/x' });
    expect(trouble).toMatchObject({ code: 'FILE_UNUSABLE', exitCode: 1, message });
    expect(trouble?.fix).toMatch(/^[A-Za-z].*[^.]\.?$/);
  });

  it.each([
    ['a defect', new TypeError('x is not a function')],
    ['a program that is missing', { code: 'ENOENT', errno: -2, syscall: 'spawn terraform', path: 'terraform' }],
    ['a server that is away', { code: 'EACCES', errno: -13, syscall: 'connect' }],
    ['a code that no user meets', { code: 'EBADF', errno: -9, syscall: 'read' }],
    ['nothing', undefined],
  ])('is not what %s is', (_, error) => {
    expect(fileTrouble(error)).toBeUndefined();
  });

  it('is told with the file where Node.js names none', () => {
    expect(() => onFile('/p/y', () => fs.writeFileSync('/dev/full', 'x'))).toThrow(
      'The disk is full: /p/y cannot be written.',
    );
    expect(() => readTextFile(path.join(project().directory, 'directory'))).toThrow(/directory is a directory, but/);
  });
});
