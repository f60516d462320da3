import { PassThrough } from 'node:stream';
import { rendered, Style } from '../../../lib/cli/style';

const stream = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY });

describe('the colors of a stream', () => {
  it.each([
    ['on a terminal', true, {}, true],
    ['in a pipe', false, {}, false],
    ['on a dumb terminal', true, { TERM: 'dumb' }, false],
    ['on a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['on a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['in a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['on a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
    ['in a pipe with FORCE_COLOR and NO_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('%s', (_, isTTY, env, isColored) => {
    const text = rendered(Style.of(stream(isTTY), env).bad('failed'));
    expect(text).toBe(isColored ? '\u001b[31mfailed\u001b[39m' : 'failed');
  });
});
