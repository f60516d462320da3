import { ContainerImage } from '../../../lib/values/container-image';

const digest = `sha256:${'0'.repeat(64)}`;

test.each([
  ['agent-api:1.0', undefined, 'cr.azurecr.io/agent-api:1.0'],
  ['team/agent-api:1.0', undefined, 'cr.azurecr.io/team/agent-api:1.0'],
  ['ghcr.io/team/agent-api:1.0', 'ghcr.io', 'ghcr.io/team/agent-api:1.0'],
  ['localhost:5000/agent-api', 'localhost:5000', 'localhost:5000/agent-api'],
  ['localhost/agent-api:1', 'localhost', 'localhost/agent-api:1'],
])('%s has the host %s', (text, host, full) => {
  const image = ContainerImage.parse(text);
  expect(image.host).toBe(host);
  expect(image.in('cr.azurecr.io')).toBe(full);
});

test('without a registry the name stays', () => {
  expect(ContainerImage.parse('nginx:1.27').in(undefined)).toBe('nginx:1.27');
});

test.each([
  ['agent-api', true],
  ['agent-api:latest', true],
  ['localhost:5000/agent-api', true],
  ['agent-api:1.0', false],
  [`agent-api@${digest}`, false],
  [`agent-api:latest@${digest}`, false],
])('whether %s means another image tomorrow: %p', (text, moving) => {
  expect(ContainerImage.parse(text).isMoving).toBe(moving);
});

test.each(['', 'Agent:1', 'agent api', 'agent@sha256:12', 'https://cr.io/agent', 'agent:'])(
  '%p is no image',
  (text) => {
    expect(() => ContainerImage.parse(text)).toThrow('the repository in lower case');
  },
);
