import { KubernetesUpgradeChannel, KubernetesVersion } from '../../../lib/values/kubernetes-version';

const { NONE, NODE_IMAGE, PATCH, STABLE, RAPID } = KubernetesUpgradeChannel;

test.each([
  ['1.33', [NONE, NODE_IMAGE, PATCH]],
  ['1.33.2', [NONE, NODE_IMAGE]],
])('%s stays what it is on the channels %s', (text, channels) => {
  const version = KubernetesVersion.parse(text);
  expect([NONE, NODE_IMAGE, PATCH, STABLE, RAPID].filter((channel) => version.staysOn(channel))).toEqual(channels);
});

test.each(['1', 'v1.33', '1.33.x', 'latest'])('%s is no version', (text) => {
  expect(() => KubernetesVersion.parse(text)).toThrow(`"${text}" is not a version of Kubernetes`);
});
