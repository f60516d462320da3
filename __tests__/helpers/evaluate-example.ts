import { transformSync } from '@swc/core';
import * as azstage from '../../lib';
import * as testing from '../../lib/testing';
import * as workloads from '../../lib/workloads';

/** Runs an example of a page, in which `stage` is declared. */
export function evaluateExample(example: string, stage: azstage.Stage): void {
  const { code } = transformSync(example, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const modules: Record<string, unknown> = { azstage, 'azstage/testing': testing, 'azstage/workloads': workloads };
  const requireForExample = (name: string) => modules[name] ?? jest.requireActual(name);
  new Function('require', 'exports', 'stage', code)(requireForExample, {}, stage);
}
