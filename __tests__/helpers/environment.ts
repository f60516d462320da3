import { TestEnvironment } from 'jest-environment-node';

/** Tokens of cdktf, which keep every construct that they were made from. */
interface TokenMap {
  readonly stringTokenMap: Map<unknown, unknown>;
  readonly numberTokenMap: Map<unknown, unknown>;
}

/**
 * Environment of Jest for Node.js, with the `require` of Node.js itself.
 *
 * Jest loads every module again for each test file. Large packages are loaded once for each worker instead: shared-packages.js. Their code stays
 * compiled and optimized, which is half of the time of the tests of a construct.
 */
export default class Environment extends TestEnvironment {
  public override async setup(): Promise<void> {
    await super.setup();
    this.global['requireShared'] = require;
  }

  public override async teardown(): Promise<void> {
    const { __cdktfTokenMap: tokens } = globalThis as { readonly __cdktfTokenMap?: TokenMap };
    tokens?.stringTokenMap.clear();
    tokens?.numberTokenMap.clear();
    await super.teardown();
  }
}
