import { azstageMatchers } from '../../lib/testing';

// cdktf renders the call stack of every token that it makes, and shows it to nobody. Jest maps each line of it to its source: most of the
// time of a synthesis.
jest.mock('cdktf/lib/tokens/private/stack-trace', () => ({ captureStackTrace: () => [] }));

expect.extend(azstageMatchers as unknown as jest.ExpectExtendMap);
