import fs from 'node:fs';
import path from 'node:path';
import { compiledProgram, programFile } from '../../../../lib/toolkit/host/program-file';
import { TestProject } from '../../../helpers/test-project';

const project = TestProject.empty();
const env = { PATH: ['/nowhere', project.directory].join(path.delimiter) };
const file = path.join(project.directory, 'tool');

beforeEach(() => fs.writeFileSync(file, '\x7fELF', { mode: 0o755 }));
afterAll(() => TestProject.removeAll());

describe('the file of a program', () => {
  it('is looked for on the PATH by its name, and nowhere else by its path', () => {
    expect(programFile('tool', env)).toBe(file);
    expect(programFile(file, {})).toBe(file);
    expect(programFile('./tool', env)).toBeUndefined();
    expect(programFile('other', env)).toBeUndefined();
  });
});

describe('the identity of a compiled program', () => {
  it('is another one once the program is replaced', () => {
    const before = compiledProgram('tool', env);
    expect(compiledProgram(file, {})).toBe(before);
    fs.writeFileSync(file, '\x7fELF, newer');
    expect(compiledProgram('tool', env)).not.toBe(before);
  });

  it('is none of a script, which may start any program', () => {
    fs.writeFileSync(file, '#!/bin/sh\nexec terraform "$@"\n');
    expect(compiledProgram('tool', env)).toBeUndefined();
  });

  it('is none of a program that is not there', () => {
    expect(compiledProgram('other', env)).toBeUndefined();
  });
});
