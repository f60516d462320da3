import { type TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { type Finding, type FindingLevel, openFindings } from '../policy/finding';
import { policyFindingsOf } from './policy';
import { RenderedStage } from './rendered-stage';

/** Assertions on a stage, for `expect(stage)`. */
export interface AzstageMatchers<R> {
  /** The stage has a resource of the type whose arguments include the given ones. */
  toHaveResource(type: string, partial?: Readonly<Record<string, unknown>>): R;
  /** The stage has so many resources of the type. */
  toHaveResourceCount(type: string, count: number): R;
  /** One of the stage's warnings contains the text. */
  toWarn(text: string | RegExp): R;
  /**
   * `azstage check` has no open finding about the construct, such as a stage or an app, of at least a severity.
   *
   * @param severity `warning` unless given
   */
  toHaveNoPolicyFindings(severity?: FindingLevel): R;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only way to add matchers to jest's types
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars -- must repeat jest's own declaration
    interface Matchers<R, T = {}> extends AzstageMatchers<R> {}
  }
}

// The `expect` of @jest/globals has its matchers from here; vitest takes those above. The comment goes into the built types, where the module is missing
// beside vitest.
// eslint-disable-next-line @typescript-eslint/ban-ts-comment -- in this repository there is no error to expect
/** @ts-ignore */
declare module 'expect' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- must repeat the declaration of jest
  interface Matchers<R extends void | Promise<void>, T = unknown> extends AzstageMatchers<R> {}
}

/** The `this` that jest and vitest give a matcher. */
export interface MatcherContext {
  equals(a: unknown, b: unknown, testers?: unknown[]): boolean;
  readonly utils: {
    readonly iterableEquality: unknown;
    readonly subsetEquality: unknown;
    readonly printExpected: (value: unknown) => string;
    readonly printReceived: (value: unknown) => string;
  };
}

/** Result of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Matchers for `expect.extend(azstageMatchers)`.
 */
export const azstageMatchers = {
  toHaveResource(
    this: MatcherContext,
    stage: TerraformStack | RenderedStage,
    type: string,
    partial: Readonly<Record<string, unknown>> = {},
  ): MatcherResult {
    const rendered = render(stage);
    const { printExpected, printReceived, iterableEquality, subsetEquality } = this.utils;
    const pass = rendered
      .resources(type)
      .some((resource) => this.equals(resource, partial, [iterableEquality, subsetEquality]));
    return {
      pass,
      message: () =>
        `expected ${pass ? 'no' : 'a'} ${type} with ${printExpected(partial)}\nfound ${printReceived(rendered.resources(type))}`,
    };
  },

  toHaveResourceCount(stage: TerraformStack | RenderedStage, type: string, count: number): MatcherResult {
    const found = render(stage).resources(type).length;
    return { pass: found === count, message: () => `expected ${count} ${type}, found ${found}` };
  },

  toWarn(stage: TerraformStack, text: string | RegExp): MatcherResult {
    const warnings = stage.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata.filter((entry) => entry.type === '@cdktf/warn').map((entry) => `${node.path}: ${entry.data}`),
      );
    const pass = warnings.some((warning) => (typeof text === 'string' ? warning.includes(text) : text.test(warning)));
    return {
      pass,
      message: () => `expected ${pass ? 'no ' : 'a '}warning ${text}\nfound ${warnings.join('\n') || 'none'}`,
    };
  },

  toHaveNoPolicyFindings(construct: IConstruct, severity: FindingLevel = 'warning'): MatcherResult {
    const found = openFindings(policyFindingsOf(construct), severity);
    const list = found.map(describeFinding).join('\n');
    return {
      pass: found.length === 0,
      message: () => `expected ${found.length === 0 ? 'policy findings' : `no policy findings, found\n${list}`}`,
    };
  },
};

function describeFinding({ level, ruleId, constructPath, message }: Finding): string {
  return `${level} ${ruleId} at ${constructPath}: ${message}`;
}

function render(stage: TerraformStack | RenderedStage): RenderedStage {
  return stage instanceof RenderedStage ? stage : RenderedStage.of(stage);
}
