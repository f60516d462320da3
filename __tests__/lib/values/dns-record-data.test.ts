import { DnsRecordData } from '../../../lib/values/dns-record-data';

test.each([
  [() => DnsRecordData.addresses(), 'Allowed: IPv4 addresses'],
  [() => DnsRecordData.addresses('20.10.0.4', '20.10.0'), 'addresses "20.10.0"'],
  [() => DnsRecordData.hostName('app.example.com.'), 'Did you mean "app.example.com"?'],
  [() => DnsRecordData.hostName('https://app.example.com'), 'Allowed: a host name such as app.example.com.'],
  [() => DnsRecordData.texts(''), 'texts "". Allowed: 1 to 4096 characters each.'],
  [() => DnsRecordData.texts(), 'Allowed: 1 to 4096 characters each.'],
])('what is no answer is refused', (make, message) => {
  expect(make).toThrow(message);
});
