import type * as xmlbuilder from 'xmlbuilder2';
import { z } from 'zod';
import { AzstageError } from '../../errors';
import { type ReportedFinding } from './read-sarif';

/** A text is no JUnit report. The message continues the name of where the text is from. */
export class JunitError extends AzstageError {
  public readonly code = 'INVALID_JUNIT';
}

/** Most elements inside of each other. */
const DEEPEST = 20;

/** An element as xmlbuilder2 has it: attributes begin with `@`, texts with `#` and `$`, and elements of a name are a list. */
type XmlElement = Readonly<Record<string, unknown>>;

const ELEMENT = z.record(z.string(), z.unknown());
const ELEMENTS = z.array(z.union([ELEMENT, z.string()]));

/**
 * Findings in a JUnit report: a test case that failed is an error, one without a verdict is none.
 *
 * @throws JunitError when it is none
 */
export function readJunit(text: string): readonly ReportedFinding[] {
  const root = parsed(text);
  const [name = ''] = Object.keys(root).filter((key) => !/^[!?]/.test(key));
  if (!['testsuites', 'testsuite'].includes(name)) {
    throw new JunitError(`is XML of <${name.slice(0, 40)}>, not of <testsuites>`);
  }
  return casesIn(elementsOf(root, name), 0).flatMap(findingsOf);
}

function parsed(text: string): XmlElement {
  try {
    // Entities that a document declares stay as they are: it cannot make itself larger.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { convert } = require('xmlbuilder2') as typeof xmlbuilder;
    return ELEMENT.parse(convert(text, { format: 'object', verbose: true }));
  } catch (error) {
    const [said = ''] = (error as Error).message.split('\n');
    throw new JunitError(`is not XML: ${said.slice(0, 200)}`);
  }
}

function casesIn(suites: readonly XmlElement[], depth: number): readonly XmlElement[] {
  if (depth > DEEPEST) {
    throw new JunitError(`has more than ${DEEPEST} test suites inside of each other`);
  }
  return suites.flatMap((suite) => [
    ...elementsOf(suite, 'testcase'),
    ...casesIn(elementsOf(suite, 'testsuite'), depth + 1),
  ]);
}

function findingsOf(testCase: XmlElement): ReportedFinding[] {
  const attribute = (name: string) => textOf(testCase[`@${name}`]);
  const verdicts = ['failure', 'error'].flatMap((verdict) => elementsOf(testCase, verdict));
  const [name = 'unnamed', className] = [attribute('name'), attribute('classname')];
  const line = Number(attribute('line'));
  return verdicts.map((verdict) => ({
    ruleId: name,
    level: 'error',
    message: textOf(verdict['@message']) ?? contentOf(verdict) ?? 'failed',
    file: attribute('file'),
    ...(Number.isSafeInteger(line) && line > 0 ? { line } : {}),
    names: [name, className].filter((each) => each !== undefined),
  }));
}

function elementsOf(element: XmlElement, name: string): readonly XmlElement[] {
  const found = ELEMENTS.safeParse([element[name] ?? []].flat());
  return found.success ? found.data.map((each) => (typeof each === 'string' ? { '#': each } : each)) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? unescaped(value) : undefined;
}

/** Entities that every XML document has, which xmlbuilder2 leaves as they are: https://www.w3.org/TR/xml/#sec-predefined-ent */
const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => PREDEFINED[name] ?? '');
}

/** First line of the text of an element. */
function contentOf(element: XmlElement): string | undefined {
  const text = Object.entries(element)
    .filter(([key]) => /^[#$]/.test(key))
    .flatMap(([key, value]) =>
      [value].flat().map((part) => (key.startsWith('#') ? unescaped(String(part)) : String(part))),
    )
    .join(' ');
  const [first = ''] = text.trim().split('\n');
  return first === '' ? undefined : first;
}
