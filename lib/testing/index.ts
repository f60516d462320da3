/**
 * Matchers and helpers for tests of stages.
 *
 * @module azstage/testing
 */
export { azstageMatchers, type AzstageMatchers } from './matchers';
export { rehearse, type RehearseAppOptions } from './rehearse';
export { RenderedStage, type RenderedResource } from './rendered-stage';
export { testApp, type TestAppProps, testStage, type TestStageProps } from './test-stage';
