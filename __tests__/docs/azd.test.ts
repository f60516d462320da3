import { finagentixParameters } from '../../stacks/finagentix/parameters';
import { programFor } from '../helpers/cli-tables';
import { read } from '../helpers/markdown';

/** Stages of the system, in the words of its design. */
const STAGES = ['foundation', 'data-platform', 'ai-services', 'data-ingestion', 'agent-runtime'].map(
  (name) => `stage-${name}`,
);

const rows = [...read('docs/azd.md').matchAll(/^\| `(azd [^`]+)`\s*\| `azstage ([^`]+)`\s*\|$/gm)].map(
  ([, azd = '', azstage = '']) => [azd, azstage] as const,
);

/** What a command line is parsed to: its words and its options. */
async function parsed(
  line: string,
): Promise<{ readonly words: readonly string[]; readonly options: Record<string, unknown> }> {
  const args = line.split(' ');
  const program = programFor(args);
  const command = program.commands.find((each) => each.name() === args[0]);
  command?.action(() => undefined);
  await program.parseAsync(args, { from: 'user' });
  return { words: command?.args ?? [], options: command?.opts() ?? {} };
}

test('the table has the commands of the design, each once', () => {
  const kinds = rows.map(([azd]) => azd.split(' ')[1]);
  expect([...new Set(kinds)]).toEqual(['deploy', 'up', 'down', 'show', 'logs']);
  expect(new Set(rows.map(([azd]) => azd)).size).toBe(rows.length);
  expect(rows).toHaveLength(23);
});

test.each(rows)('%s is a command of azstage with the same stages, parameters and settings', async (azd, azstage) => {
  const { words, options } = await parsed(azstage);
  const stages = azd.match(/stage-[a-z-]+/g) ?? [];
  expect(words).toEqual(stages);
  expect(STAGES).toEqual(expect.arrayContaining(stages));
  const given = Object.fromEntries([...azd.matchAll(/(\w+)=(\w+)/g)].map(([, name, value]) => [name, value]));
  expect(options['parameters'] ?? {}).toEqual(given);
  expect(finagentixParameters.names).toEqual(expect.arrayContaining(Object.keys(given)));
  for (const setting of ['environment', 'project']) {
    expect(options[setting]).toBe(new RegExp(`--${setting} (\\S+)`).exec(azd)?.[1]);
  }
});

test('a command that there is not would be found', async () => {
  await expect(parsed('deploy stage-foundation --purge')).rejects.toThrow(/unknown option/);
  await expect(parsed('logs')).rejects.toThrow(/missing required argument/);
});
