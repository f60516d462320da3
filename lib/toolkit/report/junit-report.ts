import { AZSTAGE } from '../../policy/evaluate';
import { type Finding } from '../../policy/finding';
import { isSuccess } from '../unit/stage-outcome';
import { type CheckOutcome, type StageError, type StageOutcome } from '../io/run-result';
import { costLine } from './cost-lines';
import { changeText } from './change-text';
import { downFirstLines } from './down-first-lines';
import { driftLines } from './drift-lines';
import { printable } from '../io/printable';
import { type Report } from './report';

type Attributes = Readonly<Record<string, string>>;

/** Child element of a test case that did not succeed. */
interface Verdict {
  readonly element: 'failure' | 'error' | 'skipped';
  readonly attributes: Attributes;
  readonly text?: string;
}

interface TestCase {
  readonly attributes: Attributes;
  readonly verdict?: Verdict;
  readonly output?: string;
}

/**
 * A report as JUnit XML: the run is a test suite, each stage a test case in it.
 *
 * It follows the schema that Jenkins validates reports with:
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export async function junitReport(report: Report): Promise<string> {
  // Loaded only when a report is written.
  const { create } = await import('xmlbuilder2');
  const cases = testCases(report);
  const number = (element: Verdict['element']) =>
    String(cases.filter(({ verdict }) => verdict?.element === element).length);
  const counts = { tests: String(cases.length), failures: number('failure'), errors: number('error') };
  const time = seconds(report.milliseconds);
  const name = `azstage ${report.command}`;
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const suites = document.ele('testsuites', { name, ...counts, time });
  const timestamp = report.started.slice(0, 19);
  const suite = suites.ele('testsuite', { name, ...counts, skipped: number('skipped'), time, timestamp });
  for (const { attributes, verdict, output } of cases) {
    const testCase = suite.ele('testcase', clean(attributes));
    if (verdict !== undefined) {
      testCase.ele(verdict.element, clean(verdict.attributes)).txt(printable(verdict.text ?? ''));
    }
    if (output !== undefined) {
      testCase.ele('system-out').txt(printable(output));
    }
  }
  return `${document.end({ prettyPrint: true })}\n`;
}

/** A test case for each stage, and one for the run if it was refused as a whole. */
function testCases({ command, app, environment, stages, findings = [], error }: Report): readonly TestCase[] {
  const classname = [app, environment].filter((part) => part !== undefined).join('.') || 'azstage';
  const ofStages = stages.flatMap((stage) => {
    const { verified = [] } = stage;
    const ofStage = {
      attributes: { name: stage.stage, classname, time: seconds(stage.milliseconds) },
      verdict: verdictOn(stage),
      output: outputOf(stage),
    };
    // A verified stage is its checks; a deployed one has been deployed, too.
    const isChecks = command === 'verify' && verified.length > 0;
    return [
      ...(isChecks ? [] : [ofStage]),
      ...verified.map((check) => checkCase(check, `${classname}.${stage.stage}`)),
    ];
  });
  const ofHooks = findings
    .filter(({ tool, acknowledged }) => tool !== AZSTAGE && acknowledged === undefined)
    .map((finding) => findingCase(finding, classname));
  if (error === undefined) {
    return [...ofStages, ...ofHooks];
  }
  const { code: type, message, fix } = error;
  const verdict: Verdict = {
    element: 'error',
    attributes: { type, message: firstLine(message) },
    text: [message, toDo(fix)].filter((part) => part !== undefined).join('\n\n'),
  };
  return [...ofStages, ...ofHooks, { attributes: { name: command, classname, time: '0.000' }, verdict }];
}

/**
 * The verdict on a stage; undefined for success. A defect or an interruption is an error, not a failure. Drift is a failure: the test is
 * that there is none.
 */
function verdictOn(outcome: StageOutcome): Verdict | undefined {
  const { result, reason = result, errors = [], code = result, drift, fix } = outcome;
  if (result === 'drifted' && drift !== undefined) {
    const lines = driftLines(drift).map(({ depth, text }) => `${'  '.repeat(depth)}${text}`);
    return { element: 'failure', attributes: { type: 'DRIFTED', message: reason }, text: lines.join('\n') };
  }
  if (isSuccess(result)) {
    return undefined;
  }
  if (result === 'blocked' || result === 'skipped' || result === 'cancelled') {
    return { element: 'skipped', attributes: { message: `${result}: ${reason}` } };
  }
  const parts = [...errors.map(errorText), toDo(fix)].filter((part) => part !== undefined);
  return {
    element: result === 'interrupted' || code === 'UNEXPECTED' ? 'error' : 'failure',
    attributes: { type: code, message: firstLine(errors[0]?.summary ?? reason) },
    text: parts.join('\n\n'),
  };
}

/** Test case of a check of what is deployed. What could not be reached was not tested. */
function checkCase(outcome: CheckOutcome, classname: string): TestCase {
  const { check, address, constructPath, status, detail, fix, milliseconds } = outcome;
  const attributes = { name: `${check} of ${address}`, classname, time: seconds(milliseconds) };
  if (status === 'passed') {
    return { attributes, output: detail };
  }
  const construct = constructPath === undefined ? undefined : `Construct: ${constructPath}`;
  const text = [detail, construct, toDo(fix)].filter((part) => part !== undefined).join('\n\n');
  return status === 'failed'
    ? { attributes, verdict: { element: 'failure', attributes: { type: 'CHECK_FAILED', message: detail }, text } }
    : { attributes, verdict: { element: 'skipped', attributes: { message: `unreachable: ${detail}` } } };
}

/** Test case of a finding of a hook. What is no error has passed, with the finding as its output. */
function findingCase(finding: Finding, classname: string): TestCase {
  const { tool, ruleId, level, message, stage, constructPath, address, file, line } = finding;
  const place = constructPath ?? address ?? stage ?? file;
  const name = place === undefined ? ruleId : `${ruleId} at ${place}`;
  const attributes = { name, classname: `${classname}.${tool}`, time: '0.000' };
  const source = file === undefined ? undefined : `Source: ${file}${line === undefined ? '' : `:${line}`}`;
  const text = [message, source].filter((part) => part !== undefined).join('\n');
  return level === 'error'
    ? { attributes, verdict: { element: 'failure', attributes: { type: 'FINDING', message }, text } }
    : { attributes, output: `${level}: ${text}` };
}

function outputOf(outcome: StageOutcome): string | undefined {
  const { changes = [], deferred = [], downFirst, warnings = [] } = outcome;
  const cost = costLine(outcome);
  const lines = [
    ...(downFirst === undefined ? [] : [...downFirstLines(downFirst), `To do: ${downFirst.commands.join(', then ')}`]),
    ...changes.map((change) => changeText(change)),
    ...deferred.map((address) => `deferred: ${address}`),
    ...(cost === undefined ? [] : [cost]),
    ...warnings.map((warning) => `warning: ${errorText(warning)}`),
  ];
  return lines.length === 0 ? undefined : lines.join('\n');
}

function errorText({ summary, detail, address, constructPath, source }: StageError): string {
  return [
    summary,
    address === undefined ? undefined : `Resource: ${address}`,
    constructPath === undefined ? undefined : `Construct: ${constructPath}`,
    source === undefined ? undefined : `Source: ${source}`,
    detail,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function toDo(fix: string | undefined): string | undefined {
  return fix === undefined ? undefined : `To do: ${fix}`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function clean(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, printable(value)]));
}
