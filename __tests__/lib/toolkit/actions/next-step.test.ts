import { commandToGoOn } from '../../../../lib/toolkit/actions/next-step';
import { ExitCode } from '../../../../lib/toolkit/exit-code';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

test('the command to go on quotes names that a shell would evaluate, and no others', () => {
  const session = TestProject.withStages({ stages: {} }).session(new RecordingIoHost());
  const stages = ['data', 'a $(b)'].map((stage) => ({ stage, result: 'cancelled' as const, milliseconds: 0 }));
  const result = { stages, exitCode: ExitCode.INTERRUPTED } as unknown as RunResult;
  expect(commandToGoOn(session, result, { command: 'deploy' })).toBe("azstage deploy data 'a $(b)'");
});
