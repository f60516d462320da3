import { checkNode } from '../../../../lib/toolkit/actions/doctor-node';

describe('checkNode', () => {
  it.each([
    ['18.20.8', '2026-01-01', 'problem', '18.20.8 is too old'],
    ['20.18.3', '2026-01-01', 'problem', '20.18.3 is too old'],
    ['20.19.0', '2026-04-30', 'ok', '20.19.0'],
    ['20.19.0', '2026-05-01', 'warning', '20.19.0: security updates of Node.js 20 ended on 2026-04-30'],
    ['22.22.3', '2026-05-01', 'ok', '22.22.3'],
    ['23.1.0', '2026-05-01', 'warning', '23.1.0: security updates of Node.js 23 ended on 2025-06-01'],
    ['99.0.0', '2026-05-01', 'ok', '99.0.0'],
  ])('of %s on %s is %s', (version, day, status, detail) => {
    const { fix, ...result } = checkNode(version, new Date(`${day}T12:00:00Z`));
    expect(result).toEqual({ status, detail });
    expect(fix !== undefined).toBe(status !== 'ok');
  });
});
