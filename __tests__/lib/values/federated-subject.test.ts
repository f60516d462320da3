import { FederatedSubject } from '../../../lib/values/federated-subject';

test.each([
  [FederatedSubject.gitHubBranch('acme/shop', 'release/1.x'), 'repo:acme/shop:ref:refs/heads/release/1.x'],
  [FederatedSubject.gitHubTag('acme/shop', 'v1.0.0'), 'repo:acme/shop:ref:refs/tags/v1.0.0'],
  [FederatedSubject.gitHubEnvironment('acme/shop', 'prod: eu'), 'repo:acme/shop:environment:prod%3A eu'],
  [FederatedSubject.gitHubPullRequest('acme/shop'), 'repo:acme/shop:pull_request'],
])('GitHub says who a job is', (subject, text) => {
  expect(subject).toMatchObject({ issuer: 'https://token.actions.githubusercontent.com', subject: text });
});

test('a repository with immutable subjects carries its numbers', () => {
  expect(FederatedSubject.gitHubEnvironment('acme@123456/shop@456789', 'prod').subject).toBe(
    'repo:acme@123456/shop@456789:environment:prod',
  );
});

test('a service account is one of a namespace', () => {
  expect(FederatedSubject.serviceAccount('https://oidc.example', 'agents', 'cart.reader')).toMatchObject({
    issuer: 'https://oidc.example',
    subject: 'system:serviceaccount:agents:cart.reader',
  });
});

test.each([
  [() => FederatedSubject.gitHubBranch('shop', 'main'), 'repository "shop". Allowed: owner/name'],
  [() => FederatedSubject.gitHubBranch('acme@1/shop', 'main'), 'repository "acme@1/shop"'],
  [() => FederatedSubject.gitHubBranch('acme/shop', 'refs/heads/main'), 'Did you mean "main"?'],
  [() => FederatedSubject.gitHubBranch('acme/shop', ''), 'branch "". Allowed: the name of a branch without refs/.'],
  [() => FederatedSubject.gitHubTag('acme/shop', 'v*'), 'tag "v*" has a wildcard'],
  [() => FederatedSubject.gitHubEnvironment('acme/shop', ''), 'environment "". Allowed: 1 to 255 characters.'],
  [() => FederatedSubject.serviceAccount('https://x', 'Agents', 'cart'), 'namespace "Agents"'],
  [() => FederatedSubject.serviceAccount('https://x', 'agents', 'cart_'), 'serviceAccount "cart_"'],
  [() => FederatedSubject.of('https://x', ''), 'subject "". Allowed: 1 to 600 characters.'],
  [() => FederatedSubject.of('https://x', 'repo:acme/*'), 'has a wildcard'],
])('what Entra ID would never match is refused', (make, message) => {
  expect(make).toThrow(message);
});
