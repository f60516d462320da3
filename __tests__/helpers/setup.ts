import { azstageMatchers } from '../../lib/testing';

expect.extend(azstageMatchers as unknown as jest.ExpectExtendMap);
