import { execFileSync } from 'node:child_process';
import { shellWord, shellWords } from '../../../../lib/toolkit/host/shell-word';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

test.each([
  ['stage-data', 'stage-data'],
  ['stacks/data_1@2.x', 'stacks/data_1@2.x'],
  ['', "''"],
  ['a b', "'a b'"],
  ['$(touch gone)', "'$(touch gone)'"],
  ["it's; rm -r *", "'it'\\''s; rm -r *'"],
])('%j is the word %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

test('a shell reads the words as the texts that they were', () => {
  const texts = [
    'stage-a',
    '$(echo 1)',
    '`echo 2`',
    "'",
    '"',
    '\\',
    '*',
    'a b',
    'x;y',
    '${HOME}',
    '~',
    '#',
    '!x',
    '\n',
  ];
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${shellWords(texts)}`], { encoding: 'utf8' });
  expect(printed.split('\0').slice(0, -1)).toEqual(texts);
});

test('a command in a message has the name of a stage as one word', async () => {
  const project = TestProject.withStages({ stages: { 'a $(touch gone)': { resources: {} } } });
  const { stdout } = await project.azstage('synth');
  expect(stdout).toContain("Next: npx azstage deploy 'a $(touch gone)'\n");
});
