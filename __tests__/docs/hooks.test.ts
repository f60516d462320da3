import fs from 'node:fs';
import path from 'node:path';
import { HOOKS, type Hooks } from '../../lib/manifest/hook';

const page = fs.readFileSync(path.join(__dirname, '../../docs/hooks.md'), 'utf8');

describe('docs/hooks.md', () => {
  it('has an example that the settings accept', () => {
    const [, example = ''] = /```json no-check\n(.*?)```/s.exec(page) ?? [];
    const { hooks } = JSON.parse(example) as { hooks: Hooks };
    expect(HOOKS.safeParse(hooks)).toMatchObject({ success: true });
    expect([...(hooks.afterSynth ?? []), ...(hooks.afterPlan ?? [])].map(({ name }) => name)).toEqual([
      'checkov',
      'trivy',
      'infracost',
    ]);
  });

  it.each([
    [{ command: 'checkov -d . | tee out' }, 'plain words alone'],
    [{ command: ['checkov'], shell: true }, 'a list needs no shell'],
    [{ command: ['checkov'], output: '../out' }, 'a path within the directory {output}'],
    [{ command: ['checkov'], output: '/etc/passwd' }, 'a path within the directory {output}'],
    [{ command: ['checkov'], name: 'azstage' }, 'but not azstage'],
    [{ command: ['checkov'], timeLimit: 0 }, 'expected number to be >0'],
    [{ command: ['checkov'], when: 'always' }, 'Unrecognized key'],
    [{ command: [] }, '>=1'],
  ])('says all that a hook may be: not %j', (hook, message) => {
    expect(JSON.stringify(HOOKS.safeParse({ afterSynth: [hook] }).error?.issues)).toContain(message);
  });
});
