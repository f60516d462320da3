// eslint-disable-next-line no-restricted-imports -- It is exported nowhere else.
import * as stackTrace from 'cdktf/lib/tokens/private/stack-trace';
import type * as testing from '../../lib/testing';

// cdktf renders the call stack of every token that it makes, and shows it to nobody. Jest maps each line of it to its source: most of the
// time of a synthesis.
Object.assign(stackTrace, { captureStackTrace: () => [] });

// Variables of the developer select nothing here.
for (const name of Object.keys(process.env).filter((each) => each.startsWith('AZSTAGE_'))) {
  delete process.env[name];
}

type Matchers = typeof testing.azstageMatchers;

/** A matcher that is loaded on first use: most test files have no stage, and cdktf takes as long to load as they take to run. */
function onFirstUse(name: keyof Matchers) {
  return function (this: unknown, ...args: readonly unknown[]): unknown {
    const { azstageMatchers: matchers } = jest.requireActual<typeof testing>('../../lib/testing');
    return Reflect.apply(matchers[name], this, args);
  };
}

const matchers: Record<keyof Matchers, unknown> = {
  toHaveNoPolicyFindings: onFirstUse('toHaveNoPolicyFindings'),
  toHaveResource: onFirstUse('toHaveResource'),
  toHaveResourceCount: onFirstUse('toHaveResourceCount'),
  toWarn: onFirstUse('toWarn'),
};

expect.extend(matchers as jest.ExpectExtendMap);
