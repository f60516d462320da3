import { outlineOf } from '../../../lib/json/json-outline';
import { dataLosses } from '../../../lib/toolkit/unit/data-loss';
import { Assembly } from '../../../lib/toolkit/assembly/assembly';
import { differences } from '../../../lib/toolkit/preview/refinement';
import { oneLine } from '../../../lib/toolkit/io/printable';
import { fenced, prose } from '../../../lib/toolkit/report/markdown-text';
import { terraformError } from '../../../lib/toolkit/terraform/backend-root';
import { lockInText } from '../../../lib/toolkit/terraform/lock-info';
import { PlanJson } from '../../../lib/toolkit/terraform/plan-json';
import { ProviderLock } from '../../../lib/toolkit/terraform/provider-lock';
import { parseEvent } from '../../../lib/toolkit/terraform/terraform-events';
import { terraformFailure } from '../../../lib/toolkit/terraform/terraform-failure';
import {
  FIVE_MEGABYTES_IN,
  fiveMegabytes,
  millisecondsOf,
  regularExpressionsAsInLongProcesses,
} from '../../helpers/long-texts';
import { TestProject } from '../../helpers/test-project';

regularExpressionsAsInLongProcesses();

afterAll(() => TestProject.removeAll());

const LOCKED = 'Error acquiring the state lock\nLock Info:\n';

const failureOf = (text: string) =>
  terraformFailure({ command: 'init', exit: { exitCode: 1 }, diagnostics: [], text: [text], logFile: 'log' });

describe('five megabytes are read in a time that grows with their length', () => {
  it.each<[string, string, (text: string) => unknown]>([
    ['empty lines of Terraform', '\n', failureOf],
    ['blanks of Terraform', ' ', failureOf],
    ['frames of Terraform', '│ ', failureOf],
    ['errors of Terraform', 'Error: of a kind that nobody has met before, told at some length\n', failureOf],
    ['a message that begins with a quota over and over', 'exceeds ', (text) => failureOf(`Error: ${text}`)],
    ['empty lines about a lock', '\n', (text) => lockInText(`${LOCKED}${text}`)],
    ['blanks about a lock', ' ', (text) => lockInText(`${LOCKED}ID: x${text}x`)],
    ['a line of Terraform', 'a', parseEvent],
    ['entries of a lock file that never end', 'provider "a" {\n', (text) => ProviderLock.parse(text)],
    ['a lock file that never ends', 'a = 1\n', (text) => ProviderLock.parse(`provider "a" {\n${text}`)],
    ['runs of backticks', '` ', fenced],
    ['backticks', '`', fenced],
    ['digits', '1', prose],
    ['blanks in a line', ' ', (text) => oneLine(`a${text}b`)],
    ['empty lines in a line', '\n', oneLine],
    ['blanks in an error of Terraform', ' ', (text) => terraformError(`Error: a${text}b`)],
    ['a string of JSON', 'a', (text) => outlineOf(`"${text}"`)],
    ['escape sequences of JSON', '\\n', (text) => outlineOf(`"${text}"`)],
    ['a string of JSON that never ends', 'a', (text) => outlineOf(`["${text}`)],
    [
      'brackets in an address',
      '[',
      (text) => dataLosses([{ address: `terraform_data.A["${text}`, type: 'terraform_data', action: 'delete' }], []),
    ],
  ])('%s', (_, part, read) => {
    const text = fiveMegabytes(part);
    expect(millisecondsOf(() => read(text))).toBeLessThan(FIVE_MEGABYTES_IN);
  });

  it('a line of a call stack', () => {
    const project = TestProject.empty();
    const stack = { name: 'a', constructPath: 'a', workingDirectory: '.', synthesizedStackPath: 'a.json' };
    project.write('manifest.json', { version: '0', stacks: { a: { ...stack, annotations: [], dependencies: [] } } });
    const stackTrace = [`at ${fiveMegabytes('a')} (data:x)`, `at ${fiveMegabytes('b:1')}`];
    const note = { metadata: { path: 'a/A', stackTrace } };
    project.write('a.json', { resource: { terraform_data: { A: { '//': note } } } });
    const [stage] = Assembly.read(project.directory).stages;
    expect(millisecondsOf(() => stage?.originOf('terraform_data.A'))).toBeLessThan(FIVE_MEGABYTES_IN);
  });

  it('a set of which a part was not known, compared with what it is', () => {
    const items = Array.from({ length: 50_000 }, (_, index) => ({ name: `n${index}`, text: 'x'.repeat(80) }));
    const change = {
      address: 'terraform_data.A',
      type: 'terraform_data',
      isData: false,
      action: 'update',
      before: null,
      beforeSensitive: false,
      afterSensitive: false,
    } as const;
    const plan = (after: unknown, afterUnknown: boolean[]) =>
      PlanJson.of({
        resources: [{ ...change, after: { set: after }, afterUnknown: { set: afterUnknown } }],
        drift: [],
        outputs: {},
      });
    const approved = plan([...items, null], [...items.map(() => false), true]);
    const actual = plan([...items].reverse(), []);
    let found: unknown;
    const milliseconds = millisecondsOf(() => (found = differences(approved, actual)));
    expect(found).toEqual([]);
    expect(milliseconds).toBeLessThan(FIVE_MEGABYTES_IN);
  });
});
