import fs from 'node:fs';
import path from 'node:path';
import { describeWithTerraform } from '../../helpers/terraform';
import { TestProject } from '../../helpers/test-project';
import { type Reader, READERS, READERS_WITH_TERRAFORM, readersProject, readText, TEXTS } from '../../helpers/readers';

jest.mock('../../../lib/json/json-format', () => {
  const actual = jest.requireActual<typeof JsonFormats>('../../../lib/json/json-format');
  const names: string[] = [];
  class NotedFormat<T> extends actual.JsonFormat<T> {
    constructor(...args: ConstructorParameters<typeof actual.JsonFormat<T>>) {
      super(...args);
      names.push(args[0]);
    }
  }
  return { ...actual, JsonFormat: NotedFormat, names };
});

import type * as JsonFormats from '../../../lib/json/json-format';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const LIB = path.join(__dirname, '../../../lib');

const SOURCES = fs
  .readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file: file.split(path.sep).join('/'), text: fs.readFileSync(path.join(LIB, file), 'utf8') }));

/** The names of all forms of JSON that the sources declare: each is declared when its file is loaded. */
async function declaredForms(): Promise<readonly string[]> {
  const { names } = jest.requireMock<{ readonly names: readonly string[] }>('../../../lib/json/json-format');
  const before = names.length;
  await jest.isolateModulesAsync(async () => {
    for (const { file } of SOURCES.filter(({ text }) => text.includes('new JsonFormat'))) {
      await import(path.join(LIB, file));
    }
  });
  return names.slice(before);
}

describe('JSON that azstage did not make in the same process', () => {
  it('is read in one place, through a form', () => {
    const others: Readonly<Record<string, string>> = {
      'toolkit/package-version.ts': "azstage's own package.json, without which Node.js would not have started it",
      'cli/completion-program.ts': 'text of a program for shells',
      'pipeline/comment-text.ts': 'text of a program for CI systems, which reads what azstage wrote in the same run',
      'testing/rendered-stage.ts': 'what synth has just made',
      'rehearsal/arm/json-body.ts':
        'body of a request to the loopback Azure, of which each resource type checks what it uses',
      'json/json-outline.ts': 'one key of an object of a text that a form reads as well',
    };
    const readers = SOURCES.filter(({ text }) => text.includes('JSON.parse')).map(({ file }) => file);
    expect(readers.filter((file) => others[file] === undefined)).toEqual(['json/json-format.ts']);
  });

  it('is tried in each of its forms by the tests below', async () => {
    const tried = [READERS, READERS_WITH_TERRAFORM, TEXTS].flatMap((table) => Object.keys(table));
    expect(tried.sort()).toEqual([...(await declaredForms())].sort());
  });
});

const CONTENTS: readonly (readonly [string, (valid: string) => string])[] = [
  ['null', () => 'null'],
  ['[]', () => '[]'],
  ['{}', () => '{}'],
  ['half of what it was', (valid) => valid.slice(0, valid.length / 2)],
  ['nothing', () => ''],
];

/** Nothing that a user reads is about the inside of azstage. */
function expectNoDefect(text: string): void {
  expect(text).not.toMatch(/bug in azstage|^\s+at .*[:(]|TypeError|Cannot read properties|is not iterable/m);
}

function survives(name: string, reader: Reader): void {
  describe(`a file that is ${name}`, () => {
    let project: TestProject;
    let file = '';
    let valid = '';

    beforeAll(async () => {
      project = readersProject();
      file = await reader.prepare(project);
      valid = project.read(file);
    });

    it.each(CONTENTS)(`with %s is ${reader.damaged}, or has the form`, async (_, contentOf) => {
      const content = contentOf(valid);
      await (reader.write?.(project, file, content) ?? project.write(file, content));
      const { exitCode, text } = await reader.read(project);
      expectNoDefect(text);
      if (reader.valid?.includes(content) !== true) {
        const named = reader.damaged === 'refused' ? (reader.named ?? path.basename(file)) : '';
        expect({ exitCode: exitCode === 0 ? 0 : 1, text }).toEqual({
          exitCode: reader.damaged === 'refused' ? 1 : 0,
          text: expect.stringContaining(named) as string,
        });
      }
    });

    it('is refused as a directory', async () => {
      fs.rmSync(path.join(project.directory, file), { force: true });
      fs.mkdirSync(path.join(project.directory, file));
      const { exitCode, text } = await reader.read(project);
      expectNoDefect(text);
      expect({ exitCode: exitCode === 0 ? 0 : 1, text }).toEqual({
        exitCode: 1,
        text: expect.stringContaining(path.basename(file)) as string,
      });
    });
  });
}

for (const [name, reader] of Object.entries(READERS)) {
  survives(name, reader);
}

describeWithTerraform('with Terraform', () => {
  for (const [name, reader] of Object.entries(READERS_WITH_TERRAFORM)) {
    survives(name, reader);
  }
});

describe.each(Object.keys(TEXTS))('a text that is %s', (name) => {
  it.each(['null', '[]', '{}', '{"type":"diagnostic"}', '{"a":', '', 'no JSON'])('survives %j', async (text) => {
    expectNoDefect((await readText(name, text)).text);
  });
});
