import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentBackend } from '../../../../lib/toolkit/assembly/environment-backend';
import { Project } from '../../../../lib/toolkit/assembly/project';
import { TestProject } from '../../../helpers/test-project';

const FILE = 'environments/prod.json';
const BACKEND = { type: 'azurerm', containerName: 'tfstate' };

afterAll(() => TestProject.removeAll());

/** Text of the file after a backend was written into it. */
function written(text?: string): string {
  const project = TestProject.empty();
  if (text !== undefined) {
    project.write(FILE, text);
  }
  backendOf(project).write(BACKEND);
  return project.read(FILE);
}

function backendOf(project: TestProject): EnvironmentBackend {
  return EnvironmentBackend.read(new Project({ directory: project.directory }), 'prod');
}

describe('the backend in the file of an environment', () => {
  it.each([
    [
      'tabs and CRLF',
      '{\r\n\t"tags": { "a":  "b" }\r\n}',
      '{\r\n\t"tags": { "a":  "b" },\r\n\t"backend": {\r\n\t\t"type": "azurerm",\r\n\t\t"containerName": "tfstate"\r\n\t}\r\n}',
    ],
    [
      'one line',
      '{ "profile": "dev" }\n',
      '{ "profile": "dev", "backend": {"type":"azurerm","containerName":"tfstate"} }\n',
    ],
    ['nothing in it', '{}\n', '{\n  "backend": {\n    "type": "azurerm",\n    "containerName": "tfstate"\n  }\n}\n'],
    [
      'a local backend',
      '{\n    "backend": { "type": "local" },\n    "location": "westeurope"\n}\n',
      '{\n    "backend": {\n        "type": "azurerm",\n        "containerName": "tfstate"\n    },\n    "location": "westeurope"\n}\n',
    ],
    [
      'a byte order mark',
      '\uFEFF{\n  "profile": "dev"\n}',
      '\uFEFF{\n  "profile": "dev",\n  "backend": {\n    "type": "azurerm",\n    "containerName": "tfstate"\n  }\n}',
    ],
  ])('is written into one with %s, which stays as it is otherwise', (_, text, expected) => {
    expect(written(text)).toBe(expected);
  });

  it('makes the file where there is none', () => {
    expect(JSON.parse(written())).toEqual({ $schema: '../cdktf.out/environment.schema.json', backend: BACKEND });
  });

  it('keeps the permissions of the file, and a link to it', () => {
    const project = TestProject.empty();
    project.write('shared.json', '{}');
    project.write('environments/.keep', '');
    fs.chmodSync(path.join(project.directory, 'shared.json'), 0o640);
    fs.symlinkSync('../shared.json', path.join(project.directory, FILE));
    backendOf(project).write(BACKEND);
    expect(project.read('shared.json')).toContain('tfstate');
    expect(fs.lstatSync(path.join(project.directory, FILE)).isSymbolicLink()).toBe(true);
    expect(fs.statSync(path.join(project.directory, 'shared.json')).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(project.directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is not written into a file that was changed meanwhile', () => {
    const project = TestProject.empty();
    project.write(FILE, '{}');
    const backend = backendOf(project);
    project.write(FILE, '{ "profile": "prod" }');
    expect(() => backend.write(BACKEND)).toThrow('environments/prod.json was changed meanwhile; it was not written.');
    expect(project.read(FILE)).toBe('{ "profile": "prod" }');
  });

  it.each([
    [{ type: 'cloud', organization: 'acme' }, 'environments/prod.json has the backend cloud already.'],
    [
      { type: 'azurerm', storageAccountName: 'st', containerName: 'c', environment: 'china' },
      'The backend in environments/prod.json is of the cloud china, but azstage itself asks the public cloud alone.',
    ],
  ])('%j is refused', (backend, message) => {
    const project = TestProject.empty();
    project.write(FILE, { backend });
    expect(() => backendOf(project).azurerm).toThrow(message);
  });
});
