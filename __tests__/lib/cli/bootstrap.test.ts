import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());

test.each([
  [['--github-ids', '1/2'], '--github-ids and --no-github-ids are about --github.'],
  [['--no-github-ids'], '--github-ids and --no-github-ids are about --github.'],
  [['--allow-ip', '192.168.0.1'], '--allow-ip: 192.168.0.1 is not a public address'],
])('azstage bootstrap %j is refused before anything is asked of Azure', async (args, message) => {
  const project = TestProject.withStages({ stages: {}, subscriptionId: '00000000-0000-4000-8000-000000000000' });
  const { exitCode, stderr } = await project.azstage('bootstrap', ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 64, stderr: expect.stringContaining(message) as string });
});

test('an app that was not made with azstage is refused', async () => {
  const project = TestProject.withApp('node {fixtures}/apps/plain.js');
  const { exitCode, stderr } = await project.azstage('bootstrap');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining('The app was not made with azstage') as string,
  });
});
