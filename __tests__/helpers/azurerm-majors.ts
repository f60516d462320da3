import type * as azstage from '../../lib';
import { RenderedStage, testApp, testStage } from '../../lib/testing';

/** A stage in prod, with a version of azurerm. */
export function stageOf(azurermVersion: string): azstage.Stage {
  return testStage({ app: testApp({ azurermVersion, environment: 'prod' }) });
}

/** The only resource of a type, as azurerm 4 and as azurerm 5 have it. */
export function inBothMajors(type: string, make: (stage: azstage.Stage) => unknown) {
  const [four = {}, five = {}] = ['~> 4.75', '~> 5.0'].map((version) => {
    const stage = stageOf(version);
    make(stage);
    const { '//': _, ...args } = RenderedStage.of(stage).resource(type);
    return args;
  });
  return { four, five };
}

/** An output, as azurerm 5 has it. */
export function outputOf(make: (stage: azstage.Stage) => string | number | boolean): unknown {
  const stage = stageOf('~> 5.0');
  stage.addOutput('x', make(stage), { description: 'For a test.' });
  return (RenderedStage.of(stage).outputs['x'] as { value: unknown }).value;
}
