import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import type * as azstage from '../../lib';
import * as testing from '../../lib/testing';
import { StagedApp } from '../../lib/stage/staged-app';
import { evaluateExample } from '../helpers/evaluate-example';
import { pages } from '../helpers/markdown';
import { type SourceFiles, writeSources } from '../helpers/source-tree';

/** A `ts` block of a page, with the `json` block that follows it before the next one. */
interface Example {
  readonly page: string;
  readonly number: number;
  readonly code: string;
  readonly yields?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const root = path.resolve(__dirname, '../..');
const examples = pages().flatMap((page) => examplesOf(path.join(root, page)));

test('every example compiles', () => {
  const sources = new Map(examples.map((example) => [fileOf(example), asModule(example)]));
  const config = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = sources.get(file);
    return text === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram(
    [...sources.keys()],
    {
      ...options,
      noUnusedLocals: false,
      baseUrl: root,
      paths: {
        azstage: ['lib/index'],
        'azstage/testing': ['lib/testing/index'],
        'azstage/workloads': ['lib/workloads/index'],
      },
    },
    host,
  );
  const problems = [...sources.keys()].flatMap((file) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map((diagnostic) => {
      const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
      return `${path.relative(root, file)}: ${text}`;
    }),
  );
  expect(problems).toEqual([]);
}, 60_000);

test.each(examples.map((example) => [`${path.relative(root, example.page)} #${example.number}`, example] as const))(
  '%s runs and yields what the page says',
  (_title, example) => {
    const stage = testing.testStage();
    run(example, stage);
    const rendered = testing.RenderedStage.of(stage);
    for (const [type, partial] of Object.entries(example.yields ?? {})) {
      expect(rendered).toHaveResource(type, partial);
    }
  },
);

/** In a directory of its own, for examples that make and synthesize an app. */
function run(example: Example, stage: azstage.Stage): void {
  const before = process.cwd();
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-example-'));
  writeSources(directory, sourcesOf(example));
  writeSources(StagedApp.of(stage).locationOf(stage).projectDirectory, sourcesOf(example));
  process.chdir(directory);
  try {
    evaluateExample(example.code, stage);
  } finally {
    process.chdir(before);
  }
}

/** Sources of the images that an example builds. */
function sourcesOf({ code }: Example): SourceFiles {
  const contexts = [...code.matchAll(/ContainerImage\.build\('([^']+)'/g)].map(([, context = '']) => context);
  return Object.fromEntries(contexts.map((context) => [`${context}/Dockerfile`, 'FROM scratch\n']));
}

function asModule(example: Example): string {
  return `${example.code}\ndeclare const stage: import('azstage').Stage;\n`;
}

function fileOf(example: Example): string {
  return example.page.replace(/\.md$/, `.${example.number}.ts`);
}

function examplesOf(page: string): Example[] {
  const text = fs.readFileSync(page, 'utf8');
  const found: Example[] = [];
  for (const [, language, content = ''] of text.matchAll(/^```(ts|json)\n([^]*?)^```$/gm)) {
    const last = found.at(-1);
    if (language === 'ts') {
      found.push({ page, number: found.length + 1, code: content });
    } else if (last !== undefined && last.yields === undefined) {
      found[found.length - 1] = { ...last, yields: JSON.parse(content) };
    }
  }
  return found;
}
