/** GitHub Actions workflow of a new project. */
export const WORKFLOW = `name: Infrastructure

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npm run check
      - run: npm test
      - run: npm run synth -- --environment dev
      - run: npm run synth -- --environment prod

  # Runs once the variables are set, see README.md; never for pull requests from forks, which get no token.
  plan:
    needs: check
    if: vars.AZURE_CLIENT_ID != '' && (github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository)
    runs-on: ubuntu-latest
    permissions:
      contents: read
      id-token: write
    strategy:
      fail-fast: false
      matrix:
        environment: [dev, prod]
    env:
      ARM_USE_OIDC: 'true'
      ARM_CLIENT_ID: \${{ vars.AZURE_CLIENT_ID }}
      ARM_TENANT_ID: \${{ vars.AZURE_TENANT_ID }}
      ARM_SUBSCRIPTION_ID: \${{ vars.AZURE_SUBSCRIPTION_ID }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - uses: hashicorp/setup-terraform@v3
        with:
          terraform_wrapper: false
      - run: npm ci
      - run: npm run plan -- --environment \${{ matrix.environment }}
`;

export const README = `# <name>

    npm install
    npm run check && npm test
    npx azstage synth
    npx azstage plan
    npx azstage deploy stage-foundation
    npx azstage deploy --all --environment prod

Stages are in \`stages/\`, parameters in \`parameters.ts\`, settings of the environments in \`environments/\`.
Commit \`package-lock.json\`, which \`npm install\` writes, and \`.terraform.lock.hcl\`, which the first plan writes.

## CI

\`.github/workflows/infrastructure.yml\` checks, tests and synthesizes every change. It also plans both environments once

1. the states are in Azure, where CI can read them: \`"backend"\` in \`environments/*.json\`,
2. an app registration with a federated credential for this repository may read the subscription and those states,
3. the variables \`AZURE_CLIENT_ID\`, \`AZURE_TENANT_ID\` and \`AZURE_SUBSCRIPTION_ID\` of the repository name it.
`;
