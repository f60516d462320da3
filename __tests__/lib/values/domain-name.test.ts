import { DomainName } from '../../../lib/values/domain-name';

test.each([
  ['example.com', true, false],
  ['www.example.com', false, false],
  ['example.co.uk', false, true],
  ['www.example.co.uk', false, false],
  ['shop.example.de', false, false],
  ['example.com.au', false, true],
])('%s is an apex: %s, or may be one: %s', (text, isApex, mayBeApex) => {
  const domain = DomainName.parse(text);
  expect([domain.isApex, domain.mayBeApex, domain.toString()]).toEqual([isApex, mayBeApex, text]);
});

test.each(['https://example.com', 'Example.com', 'example', 'a..com', '-a.example.com'])('%s is none', (text) => {
  expect(() => DomainName.parse(text)).toThrow(
    `got "${text}". Allowed: a domain in lower case, such as www.example.com`,
  );
});
