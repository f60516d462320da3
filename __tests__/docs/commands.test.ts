import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { run } from '../../lib/cli/run';
import { blocksIn, codeIn, pages, read } from '../helpers/markdown';

const helps = new Map<string, Promise<string | undefined>>();

test.each(pages())('%s shows only commands that exist', async (page) => {
  const problems = await Promise.all(commandLinesIn(read(page)).map(problemsOf));
  expect(problems.flat()).toEqual([]);
});

test('a command and an option that there are not would be found', async () => {
  expect(await problemsOf('deplou stage-a --yes')).toEqual(['azstage deplou: no such command']);
  expect(await problemsOf('deploy stage-a --yess -y')).toEqual(['azstage deploy: no option --yess']);
});

/** What follows `azstage` in blocks and in code within the text. */
function commandLinesIn(text: string): string[] {
  const inBlocks = ['sh', 'bash', 'yaml'].flatMap((language) =>
    blocksIn(text, language).flatMap((block) => block.split('\n')),
  );
  return [...inBlocks, ...codeIn(text.replace(/^```[^]*?^```$/gm, ''))].flatMap((line) => {
    const [, words] = /(?:^|\s)azstage ([a-z][a-z-]*(?: .*)?)$/.exec(line.replace(/ #.*|\$\([^)]*\)/g, '')) ?? [];
    return words === undefined || line.includes('npm install') ? [] : [words.trim()];
  });
}

/** The command and the options of a line that the command line does not have. */
async function problemsOf(line: string): Promise<string[]> {
  const [name = '', ...words] = line.split(/\s+/);
  const help = await helpOf(name);
  if (help === undefined) {
    return [`azstage ${name}: no such command`];
  }
  return words
    .filter((word) => /^--?[a-z]/.test(word))
    .map((option) => option.replace(/=.*/, ''))
    .filter((option) => !help.split(/[\s,]+/).includes(option))
    .map((option) => `azstage ${name}: no option ${option}`);
}

/** What `azstage <command> --help` prints; asked once. */
function helpOf(command: string): Promise<string | undefined> {
  const known = helps.get(command) ?? printed(['help', command]);
  helps.set(command, known);
  return known;
}

async function printed(args: readonly string[]): Promise<string | undefined> {
  const stdout = new PassThrough();
  const exitCode = await run(args, {
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    env: {},
    directory: process.cwd(),
    signals: new EventEmitter(),
  });
  return exitCode === 0 ? String(stdout.read()) : undefined;
}
