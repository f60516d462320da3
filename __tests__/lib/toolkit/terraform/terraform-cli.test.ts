import fs from 'node:fs';
import path from 'node:path';
import { TerraformCli, type TerraformStreamCall } from '../../../../lib/toolkit/terraform/terraform-cli';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

/** Calls a script in the place of Terraform. */
function calling(script: string, more: (project: TestProject) => Partial<TerraformStreamCall> = () => ({})) {
  const project = TestProject.empty();
  const cli = new TerraformCli({ ...process.env, TERRAFORM_BINARY_NAME: project.script('terraform', script) });
  const lines: string[] = [];
  const exit = cli.stream({
    args: [],
    workingDirectory: project.directory,
    dataDirectory: project.directory,
    logFile: path.join(project.directory, 'log'),
    onLine: (line) => lines.push(line),
    ...more(project),
  });
  return { project, cli, lines, exit };
}

describe('a call of Terraform that is followed', () => {
  it('hands on each line, however long, and the last one though it has no end', async () => {
    const { lines, exit } = calling(`echo one; head -c 3000000 /dev/zero | tr '\\0' x; echo; printf 'é\\n\\nlast'`);
    expect(await exit).toEqual({ exitCode: 0, signal: undefined, isLogWhole: false });
    expect(lines.map((line) => (line.length > 10 ? line.length : line))).toEqual(['one', 3_000_000, 'é', '', 'last']);
  });

  it('says that all of its output is there', async () => {
    const { lines, exit } = calling('seq 1 100000; exit 3');
    expect(await exit).toEqual({ exitCode: 3, signal: undefined, isLogWhole: true });
    expect([lines.length, lines.at(-1)]).toEqual([100_000, '100000']);
  });

  it('is waited for though what is started cannot be written down, and asked to stop', async () => {
    const full = new Error('no room');
    const { project, exit } = calling(
      'trap "touch stopped; exit 1" INT; touch ready; while :; do sleep 0.05; done',
      ({ directory }) => ({
        onStart: () => {
          while (!fs.existsSync(path.join(directory, 'ready')));
          throw full;
        },
      }),
    );
    await expect(exit).rejects.toBe(full);
    expect(project.exists('stopped')).toBe(true);
  });

  it('is waited for though nobody understands what it prints', async () => {
    const odd = new Error('odd');
    const { project, exit } = calling('echo odd; sleep 0.3; touch done', () => ({
      onLine: () => {
        throw odd;
      },
    }));
    await expect(exit).rejects.toBe(odd);
    expect(project.exists('done')).toBe(true);
  });

  it('leaves signals answered while it prints faster than that is read', async () => {
    const { lines, exit } = calling(
      'yes "a line as long as what Terraform says of a resource while it makes it" | head -n 400000',
    );
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    await exit;
    clearInterval(timer);
    expect(lines).toHaveLength(400_000);
    expect(longest).toBeLessThan(5000);
  });
});
