import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { scriptOf } from '../../../lib/pipeline/command-text';
import { CI_SYSTEMS, type Word } from '../../../lib/pipeline/pipeline';
import { programFor } from '../../helpers/cli-tables';
import { filesOf, graphOf } from '../../helpers/pipelines';

/** The arguments that a shell passes on, of a script that calls `show`. */
function argumentsOf(words: readonly Word[], env: Record<string, string> = {}): readonly string[] {
  const script = scriptOf({ kind: 'command', title: '', words: ['show', ...words] });
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
  try {
    fs.writeFileSync(path.join(directory, 'a'), '');
    const shown = `show() { printf '%s\\n' "$@"; }\n${script}`;
    const text = execFileSync('sh', ['-euc', shown], { cwd: directory, env: { PATH: process.env['PATH'], ...env } });
    return text.toString().split('\n').slice(0, -1);
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}

const LOSSES: Word = { input: 'ALLOW_DATA_LOSS', option: '--allow-data-loss' };
const STAGES: Word = { input: 'STAGES', otherwise: ['--lifecycle', 'ephemeral', 'on-demand'] };

describe('a script', () => {
  test('passes words on as they are, in lines of some length', () => {
    const words = [
      'deploy',
      "it's",
      'a b',
      '$HOME',
      '*',
      '`x`',
      '--report',
      ...Array.from({ length: 9 }, () => 'reports/a.md'),
    ];
    expect(argumentsOf(words)).toEqual(words);
    const script = scriptOf({ kind: 'command', title: '', words: ['npx', ...words, '--yes'] });
    expect(script.split('\n').length).toBeGreaterThan(1);
  });

  test('splits inputs into words, which are no patterns and run nothing', () => {
    const env = { STAGES: 'stage-a  [a] $(touch b) * ; c', ALLOW_DATA_LOSS: 'azurerm_x.y["a"] azurerm_z.q[0]' };
    expect(argumentsOf(['down', STAGES, '--yes', LOSSES], env)).toEqual([
      ...['down', 'stage-a', '[a]', '$(touch', 'b)', '*', ';', 'c', '--yes'],
      ...['--allow-data-loss', 'azurerm_x.y["a"]', 'azurerm_z.q[0]'],
    ]);
  });

  test('has the words in their place, or none, where inputs are empty', () => {
    const expected = ['down', '--lifecycle', 'ephemeral', 'on-demand', '--yes'];
    expect(argumentsOf(['down', STAGES, '--yes', LOSSES], { STAGES: '', ALLOW_DATA_LOSS: '' })).toEqual(expected);
  });
});

/** All texts in YAML. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The command lines of azstage in the files, with inputs that are given. */
function commandsOf(system: (typeof CI_SYSTEMS)[number]): readonly string[] {
  const graph = { base: [], agents: ['base'] };
  const about = { agents: { lifecycle: 'on-demand' } };
  const graphs = ['dev', 'prod'].map((name) => graphOf(name, graph, { about }));
  const files = filesOf(system, graphs, {
    downAt: '0 20 * * *',
    upAt: '0 6 * * *',
    runners: ['base=vnet'],
    planRunner: 'vnet',
  });
  const scripts = files.flatMap(({ content }) => textsIn(parse(content)));
  const lines = scripts.flatMap((script) => script.replaceAll(/ \\\n +/g, ' ').split('\n'));
  return [...new Set(lines.flatMap((line) => (/^npx azstage (.*)$/.exec(line) ?? []).slice(1)))].map((line) =>
    line
      .replace('${STAGES:-', '')
      .replace('on-demand}', 'on-demand')
      .replace('${ALLOW_DATA_LOSS:+--allow-data-loss $ALLOW_DATA_LOSS}', '--allow-data-loss a.b'),
  );
}

/** Commands that this version does not have yet. */
const PENDING = programFor(['completion']).commands.some((each) => each.name() === 'check') ? /^$/ : /^check /;

describe.each(CI_SYSTEMS)('the commands in the files of %s', (system) => {
  const commands = commandsOf(system);

  test('are of each kind', () => {
    const names = commands.map((line) => line.split(' ')[0]);
    expect([...new Set(names)].sort()).toEqual(['check', 'deploy', 'down', 'drift', 'pipeline', 'plan', 'synth']);
  });

  test('are commands of azstage, with options that they have', async () => {
    for (const line of commands.filter((each) => !PENDING.test(each))) {
      const args = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`])
        .toString()
        .split('\n')
        .slice(0, -1);
      const program = programFor(args);
      const command = program.commands.find((each) => each.name() === args[0]);
      command?.action(() => undefined);
      await program.parseAsync(args, { from: 'user' });
      expect(command?.opts()).toHaveProperty(args[0] === 'pipeline' ? 'environments' : 'environment');
    }
  });
});
