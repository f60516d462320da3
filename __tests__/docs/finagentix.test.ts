import * as system from '../../stacks/finagentix';
import { finagentixParameters } from '../../stacks/finagentix/parameters';
import { blocksIn, read } from '../helpers/markdown';
import { systemWriter, valuesOf } from '../helpers/system-page';
import { testSystemPage } from '../helpers/system-page-contract';

const today = '2026-11-01';

testSystemPage({
  name: 'finagentix',
  system,
  today,
  environments: ['dev', 'prod'],
  parameters: finagentixParameters.names,
  commandsNameSystem: false,
});

test('the names in the command blocks are those that Azure will see', () => {
  const synthesize = systemWriter(system, today);
  const names = [synthesize('dev'), synthesize('dev', { ingestionMode: 'job' })].flatMap(({ resources }) =>
    Object.values(resources).flatMap((types) => valuesOf(types, 'name')),
  );
  const blocks = blocksIn(read('docs/systems/finagentix.md'), 'sh');
  const shown = blocks.flatMap((block) => block.match(/\b(rg|ca|caj)-finagentix-[\w-]+/g) ?? []);
  expect(shown.filter((name) => !names.includes(name))).toEqual([]);
  expect(shown).toContain('caj-finagentix-dev-ingestion');
});
