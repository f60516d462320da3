import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chosenStages, type DescribedStage, type StageSelection } from '../../../../lib/toolkit/unit/stage-filter';
import { type ToolkitError } from '../../../../lib/toolkit/toolkit-error';

const platform: readonly DescribedStage[] = [
  { name: 'global', lifecycle: 'permanent', tags: { environment: 'dev' } },
  { name: 'westeurope-data', lifecycle: 'permanent', tags: { environment: 'dev', region: 'westeurope' } },
  { name: 'eastus-data', lifecycle: 'permanent', tags: { environment: 'dev', region: 'eastus' } },
  { name: 'tenant-acme', lifecycle: 'on-demand', tags: { tenant: 'acme', region: 'westeurope' } },
  { name: 'tenant-beta', lifecycle: 'on-demand', tags: { tenant: 'beta', region: 'eastus' } },
  { name: 'tenant-x', lifecycle: 'ephemeral', tags: { tenant: 'x', region: 'eastus' } },
];

const choose = (selection: StageSelection, known = platform) => chosenStages(known, selection);

/** Message and fix of the refusal of a selection. */
function refusal(selection: StageSelection, known = platform): { readonly message: string; readonly fix?: string } {
  try {
    choose(selection, known);
  } catch (error) {
    const { code, message, fix } = error as ToolkitError;
    expect(code).toBe('USAGE');
    return { message, fix };
  }
  throw new TypeError('the selection was not refused');
}

const names = 'Stages: global, westeurope-data, eastus-data, tenant-acme, tenant-beta, tenant-x.';

describe('what a selection matches', () => {
  it.each<[string, StageSelection, readonly string[]]>([
    ['all, without anything', {}, platform.map(({ name }) => name)],
    ['names', { stages: ['tenant-acme', 'global'] }, ['global', 'tenant-acme']],
    ['a pattern at the end', { stages: ['tenant-*'] }, ['tenant-acme', 'tenant-beta', 'tenant-x']],
    ['a pattern at the start', { stages: ['*-data'] }, ['westeurope-data', 'eastus-data']],
    ['a pattern for one character', { stages: ['tenant-?'] }, ['tenant-x']],
    ['patterns and names together', { stages: ['tenant-?', 'global'] }, ['global', 'tenant-x']],
    ['all but some', { exclude: ['tenant-*', 'global'] }, ['westeurope-data', 'eastus-data']],
    ['a pattern without some', { stages: ['tenant-*'], exclude: ['tenant-x'] }, ['tenant-acme', 'tenant-beta']],
    ['a lifecycle', { lifecycles: ['on-demand'] }, ['tenant-acme', 'tenant-beta']],
    [
      'one of several lifecycles',
      { lifecycles: ['on-demand', 'ephemeral'] },
      ['tenant-acme', 'tenant-beta', 'tenant-x'],
    ],
    ['a tag', { tags: ['region=westeurope'] }, ['westeurope-data', 'tenant-acme']],
    ['one of several values of a tag', { tags: ['tenant=acme', 'tenant=x'] }, ['tenant-acme', 'tenant-x']],
    ['a pattern of values', { tags: ['tenant=*'] }, ['tenant-acme', 'tenant-beta', 'tenant-x']],
    ['several tags, each of them', { tags: ['tenant=*', 'region=eastus'] }, ['tenant-beta', 'tenant-x']],
    [
      'names, narrowed by lifecycle and tag, without the excluded',
      { stages: ['*'], lifecycles: ['on-demand', 'ephemeral'], tags: ['region=eastus'], exclude: ['tenant-x'] },
      ['tenant-beta'],
    ],
  ])('%s', (_, selection, expected) => {
    expect(choose(selection)).toEqual(expected);
  });

  it('takes nothing but * and ? as special, and * for slashes and leading dots too', () => {
    const odd = ['a.b', 'axb', '{a,b}', 'a', '[ab]', '!a', '+(a)', 'shop/dev/a', '.a', 'a(b|c)', 'ünïx'];
    const known = odd.map((name) => ({ name }));
    expect(choose({ stages: ['a.?'] }, known)).toEqual(['a.b']);
    expect(choose({ stages: ['{a,?}'] }, known)).toEqual(['{a,b}']);
    expect(choose({ stages: ['[a?]'] }, known)).toEqual(['[ab]']);
    expect(choose({ stages: ['!*'] }, known)).toEqual(['!a']);
    expect(choose({ stages: ['+(?)'] }, known)).toEqual(['+(a)']);
    expect(choose({ stages: ['a(b|*)'] }, known)).toEqual(['a(b|c)']);
    expect(choose({ stages: ['shop/*'] }, known)).toEqual(['shop/dev/a']);
    expect(choose({ stages: ['?nïx'] }, known)).toEqual(['ünïx']);
    expect(choose({ stages: ['*'] }, known)).toEqual(odd);
    expect(choose({ stages: ['**'] }, known)).toEqual(odd);
  });

  it('is nothing of an app without stages', () => {
    expect(choose({}, [])).toEqual([]);
    expect(choose({ exclude: ['tenant-*'], lifecycles: ['on-demand'], tags: ['a=b'] }, [])).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each<[string, StageSelection, string]>([
    ['a name', { stages: ['tenant-acmee'] }, 'There is no stage "tenant-acmee". Did you mean "tenant-acme"?'],
    [
      'a pattern, by the names that begin nearly so',
      { stages: ['tennant-*'] },
      'No stage matches "tennant-*". Did you mean "tenant-acme" or "tenant-beta" or "tenant-x"?',
    ],
    [
      'a pattern, by the names that end nearly so',
      { stages: ['*-date'] },
      'No stage matches "*-date". Did you mean "eastus-data" or "westeurope-data"?',
    ],
    ['a pattern that is like nothing', { stages: ['*-frontend'] }, 'No stage matches "*-frontend".'],
    ['an exclusion', { exclude: ['globall'] }, 'There is no stage "globall". Did you mean "global"?'],
    ['a lifecycle', { lifecycles: ['on-demnd'] }, 'No stage has the lifecycle "on-demnd". Did you mean "on-demand"?'],
    ['the name of a tag', { tags: ['tier=gold'] }, 'No stage has a tag "tier". Tags: environment, region, tenant.'],
    [
      'the value of a tag',
      { tags: ['region=northeurope'] },
      'No stage has the tag "region=northeurope". Values: eastus, westeurope.',
    ],
    ['a tag without a value', { tags: ['region'] }, '--tag takes name=value, not "region".'],
    [
      'what leaves nothing',
      { stages: ['tenant-*'], lifecycles: ['permanent'], exclude: ['global'] },
      'No stage is left by tenant-*, --lifecycle permanent, --exclude global.',
    ],
  ])('%s', (_, selection, message) => {
    expect(refusal(selection)).toEqual({ message, fix: names });
  });

  it('all of it at once', () => {
    const { message } = refusal({ stages: ['nobody', 'x*'], exclude: ['y*'], lifecycles: ['z'], tags: ['q'] });
    expect(message.split('\n')).toHaveLength(5);
  });

  it('a name of an app without stages', () => {
    expect(refusal({ stages: ['global'] }, [])).toEqual({
      message: 'There is no stage "global".',
      fix: 'The app has no stages.',
    });
  });

  it('and lists 20 names of many', () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ name: `tenant-${index}` }));
    expect(refusal({ stages: ['other'] }, many).fix).toMatch(/^Stages: tenant-0, .*, tenant-19, and 980 more\.$/);
  });
});

describe('a pattern that the shell expanded to files', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-filter-'));
  afterAll(() => fs.rmSync(directory, { recursive: true }));

  it('is recognized by the names of these, with the pattern to quote', () => {
    const files = ['tenant-acme.json', 'tenant-beta.json'];
    files.forEach((file) => fs.writeFileSync(path.join(directory, file), ''));
    expect(refusal({ stages: files, directory })).toEqual({
      message:
        'There is no stage "tenant-acme.json", nor 1 more, which are files in this directory: the shell may have expanded a pattern.',
      fix: `Quote patterns, so that the shell passes them on: 'tenant-*'.\n${names}`,
    });
    expect(refusal({ stages: ['tenant-acme.json'], directory }).message).toContain('which is a file in this directory');
    expect(refusal({ stages: ['tenant-acme.json'] }).message).toContain('Did you mean "tenant-acme"?');
  });
});
