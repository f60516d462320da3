/**
 * Matchers and helpers for tests of stages.
 *
 * @module azstage/testing
 */
import '../core';
export { type FindingLevel } from '../policy/finding';
export { azstageMatchers, type AzstageMatchers, type MatcherContext, type MatcherResult } from './matchers';
export { rehearse, type RehearseAppOptions } from './rehearse';
export { RenderedStage, type RenderedResource } from './rendered-stage';
export { testApp, type TestAppProps, testStage, type TestStageProps } from './test-stage';
