import { describeWithTerraform } from '../../helpers/terraform';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

describe('an app without stages', () => {
  it.each([['synth'], ['list'], ['show'], ['graph'], ['cost']])('%s says that there are none', async (command) => {
    const { exitCode, stdout } = await TestProject.withStages({ stages: {} }).azstage(command);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/(^|\n\n)The app has no stages\.\n$/);
  });

  it.each([
    ['svg', /<text [^>]*>The app has no stages\.<\/text>/],
    ['dot', /"The app has no stages\." \[shape=plaintext\]/],
    ['mermaid', /^flowchart TD\n {2}none\["The app has no stages\."\]\n$/],
  ])('is drawn as %s with that sentence', async (format, drawing) => {
    const { exitCode, stdout } = await TestProject.withStages({ stages: {} }).azstage('graph', '--format', format);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(drawing);
  });

  it('a name and a pattern are refused', async () => {
    const { exitCode, stderr } = await TestProject.withStages({ stages: {} }).azstage('list', 'a', 'b-*');
    expect(exitCode).toBe(64);
    expect(stderr).toBe('No stage matches "b-*".\nThere is no stage "a".\nThe app has no stages.\n');
  });
});

describeWithTerraform('an app without stages', () => {
  it.each([['deploy', '--all'], ['down', '--all', '--yes'], ['plan'], ['up', '--lifecycle', 'on-demand']])(
    '%s has nothing to do',
    async (...args) => {
      const { exitCode, stdout } = await TestProject.withStages({ stages: {} }).azstage(...args);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: expect.stringContaining('Nothing to do.') as string,
      });
    },
  );
});
