import { parsePs } from '../../../../lib/toolkit/locks/terraform-processes';

const now = new Date('2026-01-02T03:04:05Z');

describe('parsePs', () => {
  it('finds Terraforms at work by their program, and says when they were started', () => {
    const text = [
      '    1 01-02:03:04 Ss /sbin/launchd',
      '  712    05:06 S+ /opt/homebrew/bin/terraform',
      '  713    01:00 S tofu',
      '  714 02:00:01 R /Users/ann/Terraform Versions/terraform1.5.0',
      '  715    00:30 S terraform-provider-azurerm_v4.55.0_x5',
      '  716 1-00:00:00 S /usr/local/bin/tf-of-ours',
      '  717    00:10 S+ vim',
      '  718    00:20 Z terraform',
      '  719    00:20 Z+ (terraform)',
    ];
    const found = parsePs(text.join('\n'), { binary: '/usr/local/bin/tf-of-ours', host: 'mac', now });
    expect(found.map(({ pid, started }) => [pid, started.toISOString()])).toEqual([
      [712, '2026-01-02T02:58:59.000Z'],
      [713, '2026-01-02T03:03:05.000Z'],
      [714, '2026-01-02T01:04:04.000Z'],
      [716, '2026-01-01T03:04:05.000Z'],
    ]);
  });
});
