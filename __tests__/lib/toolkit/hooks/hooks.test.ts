import fs from 'node:fs';
import path from 'node:path';
import { type Finding } from '../../../../lib/policy/finding';
import { HAS_TERRAFORM } from '../../../helpers/has-terraform';
import { expectHarmless, expectUnforged, HOSTILE } from '../../../helpers/hostile-text';
import { type FakeApp, TestProject } from '../../../helpers/test-project';

const SECRET = 'value-that-nobody-may-see';

/** A scanner: a real program that writes what its arguments say. */
const SCANNER = `
const fs = require('node:fs');
const [mode, target, ...more] = process.argv.slice(2);
const log = (results) => JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Scanner' } }, results }] });
const at = (uri, startLine) => ({ locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }] });
const find = (level, text, more = {}) => ({ ruleId: 'SCN_1', level, message: { text }, ...more });
const line = (file, what) => fs.readFileSync(file, 'utf8').split('\\n').findIndex((text) => text.includes(what)) + 1;
switch (mode) {
  case 'sarif': {
    const file = 'stacks/a/cdk.tf.json';
    const results = [find('warning', 'is open.', at(file, line(file, '"input"'))), find('note', 'of the app')];
    fs.writeFileSync(target + '/results.sarif', log(results));
    break;
  }
  case 'junit':
    process.stdout.write('<testsuites><testsuite><testcase name="SCN_2" classname="terraform_data.A"><failure message="bad"/></testcase></testsuite></testsuites>');
    process.exit(1);
  case 'plans': {
    const results = fs.readdirSync(target).map((name) => {
      const plan = JSON.parse(fs.readFileSync(target + '/' + name, 'utf8'));
      const [first] = plan.resource_changes;
      return find(more[0] ?? 'note', first.address + ' is to ' + first.change.actions.join(), at(target + '/' + name));
    });
    fs.writeFileSync('seen-plans', target + ' ' + (fs.statSync(target).mode & 0o777).toString(8));
    process.stdout.write(log(results));
    break;
  }
  case 'environment':
    fs.writeFileSync('seen', JSON.stringify({ cwd: process.cwd(), env: process.env }));
    process.stdout.write(log([]));
    break;
  case 'hostile':
    process.stdout.write(log([{ ...find('warning', JSON.parse(fs.readFileSync(target, 'utf8'))), ruleId: JSON.parse(fs.readFileSync(target, 'utf8')) }]));
    break;
  case 'text':
    process.stdout.write('Project total: 12.34 USD\\n' + JSON.parse(fs.readFileSync(target, 'utf8')));
    break;
  case 'garbage':
    process.stderr.write('usage: scanner\\u001b[2J\\n');
    process.stdout.write('nothing that can be read');
    process.exit(3);
  case 'hang':
    setInterval(() => undefined, 1000);
}
`;

const STAGES = {
  a: { resources: { 'terraform_data.A': { input: 'a' } }, outputs: { id: '${terraform_data.A.id}' } },
  b: { needs: ['a'], resources: { 'terraform_data.B': { input: 'b' } } },
};

/** Times are long enough for a slow machine; a command that hangs fails the test all the same. */
jest.setTimeout(120_000);

(HAS_TERRAFORM ? describe : describe.skip)('hooks', () => {
  let project: TestProject;
  afterAll(() => TestProject.removeAll());

  const withHooks = (hooks: object, more: Partial<FakeApp> = {}) => {
    project = TestProject.withStages({ stages: STAGES, hooks, ...more });
    project.write('scanner.js', SCANNER);
    project.write('hostile.json', JSON.stringify(HOSTILE));
    return project;
  };
  const hook = (mode: string, more: object = {}, ...args: string[]) => ({
    command: [process.execPath, '../scanner.js', mode, ...args],
    name: 'scanner',
    ...more,
  });
  const findingsIn = (file: string) => (JSON.parse(project.read(file)) as { findings?: Finding[] }).findings ?? [];
  const left = () => fs.readdirSync(path.join(project.directory, '.azstage', 'hooks'));

  it('after synth are shown, and in the reports, with the stage and the resource of the line', async () => {
    withHooks({ afterSynth: [hook('sarif', { output: 'results.sarif' }, '{output}')] });
    const { exitCode, stderr, stdout } = await project.azstage('plan', '--report', 'r.json', 'r.sarif', 'r.md');
    expect(stderr).toContain('scanner: 1 warning, 1 note\n  warning SCN_1 at a/A: is open\n');
    expect(stdout).toMatch(/^scanner: 1 warning, 1 note$/m);
    expect(exitCode).toBe(0);
    const found = findingsIn('r.json').filter(({ tool }) => tool === 'scanner');
    expect(found).toEqual([
      {
        tool: 'scanner',
        ruleId: 'SCN_1',
        level: 'warning',
        message: 'is open',
        stage: 'a',
        constructPath: 'a/A',
        address: 'terraform_data.A',
        file: 'cdktf.out/stacks/a/cdk.tf.json',
        line: expect.any(Number) as number,
      },
      { tool: 'scanner', ruleId: 'SCN_1', level: 'note', message: 'of the app' },
    ]);
    expect(project.read('r.sarif')).toContain('"name": "scanner"');
    expect(project.read('r.md')).toContain('`SCN_1`');
    expect(left()).toEqual([]);
  });

  it('may write JUnit to standard output, and end with another code than 0; an error then makes a plan fail', async () => {
    withHooks({ afterSynth: [hook('junit')] });
    const { exitCode, stderr } = await project.azstage('plan', '--out', 'plans');
    expect(stderr).toContain('error SCN_2 at a/A: bad');
    expect(stderr).toContain('No plans were written to');
    expect(exitCode).toBe(7);
    expect(project.exists('plans/manifest.json')).toBe(false);
    await expect(project.azstage('plan', 'b')).resolves.toMatchObject({ exitCode: 0 });
  });

  it('refuse a deployment before anything is applied, unless failOn says otherwise', async () => {
    withHooks({ afterSynth: [hook('junit')] });
    const refused = await project.azstage('deploy', '--all', '--yes', '--report', 'r.json', 'r.xml');
    expect(refused.stderr).toMatch(/Hooks have findings: scanner: 1 error\. Nothing was applied\./);
    expect(refused.exitCode).toBe(7);
    expect(project.state('a')).toBeUndefined();
    expect(findingsIn('r.json')).toMatchObject([{ tool: 'scanner', ruleId: 'SCN_2', stage: 'a' }]);
    expect(project.read('r.xml')).toMatch(
      /<testcase name="SCN_2 at a\/A" classname="shop\.dev\.scanner" time="0\.000">\s*<failure type="FINDING" message="bad">bad/,
    );
    project.change({ stages: STAGES, hooks: { afterSynth: [hook('junit', { failOn: 'never' })] } });
    await expect(project.azstage('deploy', '--all', '--yes')).resolves.toMatchObject({ exitCode: 0 });
    expect(project.state('a')).not.toBeUndefined();
  });

  it('after the plans get each as JSON, which only the user can read, and which is gone afterwards', async () => {
    withHooks({ afterPlan: [hook('plans', {}, '{plans}')] });
    const { stderr, exitCode } = await project.azstage('plan', '--report', 'r.json');
    expect(stderr).toContain('note SCN_1 at a: terraform_data.A is to create');
    expect(stderr).toContain('note SCN_1 at b: terraform_data.B is to create');
    expect(exitCode).toBe(0);
    expect(findingsIn('r.json')[0]).not.toHaveProperty('file');
    const [directory = '', mode] = project.read('cdktf.out/seen-plans').split(' ');
    expect(mode).toBe('700');
    expect(fs.existsSync(directory)).toBe(false);
    expect(left()).toEqual([]);
  });

  it('after the plans refuse a deployment that is approved in advance, too', async () => {
    withHooks({ afterPlan: [hook('plans', {}, '{plans}', 'error')] });
    const { stderr, exitCode } = await project.azstage('deploy', '--all', '--yes');
    expect(stderr).toContain('Hooks have findings: scanner: 2 errors. Nothing was applied.');
    expect(exitCode).toBe(7);
    expect(project.state('a')).toBeUndefined();
    project.change({ stages: STAGES, hooks: { afterPlan: [hook('plans', {}, '{plans}', 'warning')] } });
    await expect(project.azstage('deploy', '--all', '--yes')).resolves.toMatchObject({ exitCode: 0 });
    expect(project.state('b')).not.toBeUndefined();
    await expect(project.azstage('deploy', '--all', '--yes')).resolves.toMatchObject({ exitCode: 0 });
    expect(left()).toEqual([]);
  });

  it('run in the output directory, know the stages, and get no secret of azstage', async () => {
    withHooks({ afterSynth: [hook('environment')] });
    await project.azstageWith({ AZSTAGE_SECRET_key: SECRET, OWN: 'passed on' }, 'check', 'a');
    const { cwd, env } = JSON.parse(project.read('cdktf.out/seen')) as { cwd: string; env: NodeJS.ProcessEnv };
    const output = fs.realpathSync(path.join(project.directory, 'cdktf.out'));
    expect(fs.realpathSync(cwd)).toBe(output);
    expect(env).toMatchObject({ AZSTAGE_HOOK: 'afterSynth', AZSTAGE_HOOK_STAGES: 'a', OWN: 'passed on' });
    expect(fs.realpathSync(env['AZSTAGE_HOOK_ASSEMBLY'] ?? '')).toBe(output);
    expect(JSON.stringify(env)).not.toContain(SECRET);
  });

  it('cannot act on the terminal by what they write', async () => {
    withHooks({
      afterSynth: [hook('hostile', {}, '../hostile.json'), hook('text', { format: 'text' }, '../hostile.json')],
    });
    const { exitCode, stderr } = await project.azstage('plan', '--report', 'r.json');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Project total: 12.34 USD');
    expectHarmless(stderr);
    expectUnforged(stderr);
    const [finding] = findingsIn('r.json').filter(({ tool }) => tool === 'scanner');
    expect(finding?.message).not.toMatch(/[\n\r\u001b]/);
    expect(finding?.ruleId.length).toBeLessThanOrEqual(103);
  });

  it.each<readonly [string, object, RegExp]>([
    [
      'is not installed',
      { command: ['scanner-that-is-nowhere'] },
      /The hook scanner is not installed: there is no such program\..*\n.*Install it/,
    ],
    [
      'writes garbage',
      hook('garbage'),
      /The hook scanner wrote neither SARIF nor JUnit to standard output, and ended with 3: usage: scanner/,
    ],
    [
      'writes no file',
      hook('garbage', { output: 'x.sarif' }),
      /The hook scanner ended with 3 and wrote no x\.sarif: usage: scanner/,
    ],
    [
      'hangs',
      hook('hang', { timeLimit: 1 }),
      /The hook scanner did not end within 1.0 s, and was stopped\..*\n.*timeLimit/,
    ],
    ['fails with text', hook('garbage', { format: 'text' }), /The hook scanner ended with 3: usage: scanner/],
    ['writes another form of JSON', { command: 'echo {}', shell: true }, /and standard output lacks version/],
  ])('that %s ends the command with one error', async (_what, broken, message) => {
    withHooks({ afterSynth: [{ name: 'scanner', ...broken }] });
    const { exitCode, stderr } = await project.azstage('deploy', '--all', '--yes');
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(stderr).not.toContain('\u001b');
    expect(exitCode).toBe(1);
    expect(project.state('a')).toBeUndefined();
    expect(left()).toEqual([]);
  });

  it('are part of azstage check, whose severity decides', async () => {
    withHooks({ afterSynth: [hook('sarif', { output: 'results.sarif' }, '{output}')] });
    const failing = await project.azstage('check', 'a');
    expect(failing.stdout).toMatch(/^warning {2}SCN_1 {2}scanner\n {2}a\/A/m);
    expect(failing.exitCode).toBe(7);
    await expect(project.azstage('check', 'a', '--severity', 'error')).resolves.toMatchObject({ exitCode: 0 });
  });

  it('that a crash left are removed by the next command', async () => {
    withHooks({});
    const stale = `.azstage/hooks/plans.4000000-0a1b2c3d.tmp/a.json`;
    project.write(stale, `{"secret":"${SECRET}"}`);
    fs.symlinkSync('/etc/passwd', path.join(project.directory, path.dirname(stale), 'link'));
    await expect(project.azstage('plan')).resolves.toMatchObject({ exitCode: 0 });
    expect(left()).toEqual([]);
  });
});
