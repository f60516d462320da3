import fc from 'fast-check';
import { randomTree, renamedTree, stageOfTree, type TreeNode } from '../../../helpers/data-trees';
import { TestProject } from '../../../helpers/test-project';

const leaf = (id: string, value: string): TreeNode => ({ id, earlier: [], value, children: [] });
const tree = (id: string, ...children: TreeNode[]): TreeNode => ({ id, earlier: [], children });
const appOf = (...nodes: TreeNode[]) => ({ stages: { 'stage-data': stageOfTree(nodes) } });

/** What resources are made from, by id. */
function valuesById(project: TestProject): Record<string, unknown> {
  const resources = project.state('stage-data')?.resources ?? [];
  return Object.fromEntries(
    resources
      .filter(({ mode }) => mode === 'managed')
      .map(({ instances }) => [instances[0]?.attributes.id, instances[0]?.attributes.input?.value]),
  );
}

describe('constructs that are renamed', () => {
  afterAll(() => TestProject.removeAll());

  it('are recognised in a plan, which says what to write', async () => {
    const project = await TestProject.deployed(appOf(tree('Cache', leaf('Resource', 'redis'), leaf('Lock', 'lock'))));
    project.change(appOf(tree('Platform', tree('Redis', leaf('Resource', 'redis'), leaf('Lock', 'lock')))));
    const { stderr, messages } = await project.azstage('plan', '--json');
    expect(stderr).toBe('');
    const [warning] = messages.filter(({ code }) => code === 'stage.renamed');
    expect(warning?.text.split('\n').slice(-2)).toEqual([
      'If a construct was renamed or moved, keep what is deployed with',
      "  movedFrom(construct, 'stage-data/Cache'), on stage-data/Platform/Redis",
    ]);
    expect(warning?.data).toMatchObject({
      renamed: [
        { construct: 'stage-data/Platform/Redis', earlierPath: 'stage-data/Cache' },
        { construct: 'stage-data/Platform/Redis', earlierPath: 'stage-data/Cache' },
      ],
    });
  });

  it('are not taken for renamed where something else is created', async () => {
    const project = await TestProject.deployed(appOf(tree('Cache', leaf('Resource', 'redis'))));
    project.change(appOf(tree('Cache', leaf('Queue', 'other'))));
    const { messages } = await project.azstage('plan', '--json');
    expect(messages.filter(({ code }) => code === 'stage.renamed')).toEqual([]);
  });

  it('keep their resources, whatever the tree and however often they were renamed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const before = randomTree(g);
        const project = TestProject.withStages(appOf(...before));
        expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
        const kept = valuesById(project);
        project.change(appOf(...renamedTree(g, renamedTree(g, before))));
        const { messages } = await project.azstage('deploy', '--all', '--yes', '--json');
        expect(messages.at(-1)?.data).toMatchObject({ exitCode: 0 });
        expect(valuesById(project)).toEqual(kept);
        const plan = await project.azstage('plan', '--force', '--detailed-exitcode');
        expect(plan).toMatchObject({ exitCode: 0 });
        TestProject.removeAll();
      }),
      { numRuns: 8 },
    );
  });
});
