import { Deployer } from '../../lib/constructs/management/deployer';
import { type Stage } from '../../lib/stage/stage';
import { FederatedSubject } from '../../lib/values/federated-subject';
import { type TradeNexusParameters } from './parameters';

/**
 * The identity `trade-nexus-github`: workflows of the named repositories sign in as it without a secret, and may change
 * everything in the stage's resource group except role assignments.
 */
export function addDeployer(stage: Stage, parameters: TradeNexusParameters): Deployer {
  const { gitHubRepositories, gitHubBranch, gitHubEnvironment } = parameters;
  const deployer = new Deployer(stage, 'Deployer', {
    name: 'trade-nexus-github',
    subjects: gitHubRepositories.map((repository) =>
      gitHubEnvironment === undefined
        ? FederatedSubject.gitHubBranch(repository, gitHubBranch)
        : FederatedSubject.gitHubEnvironment(repository, gitHubEnvironment),
    ),
  });
  if (gitHubRepositories.length === 0) {
    stage.context.warn(deployer, 'nobody can deploy as it until the parameter gitHubRepositories names a repository');
  }
  Object.entries(deployer.variables).forEach(([name, value]) =>
    stage.addOutput(`deployer_${name.toLowerCase()}`, value, {
      description: `Variable ${name} of the GitHub repositories that deploy.`,
    }),
  );
  return deployer;
}
