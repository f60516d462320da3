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

  # Never for pull requests from forks, which get no token. Its steps wait for the variables that azstage bootstrap --github prints, see README.md.
  plan:
    needs: check
    if: github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    environment: \${{ matrix.environment }}
    permissions:
      contents: read
      id-token: write
    strategy:
      fail-fast: false
      matrix:
        environment: [dev, prod]
    env:
      ARM_USE_OIDC: 'true'
      ARM_CLIENT_ID: \${{ vars.ARM_CLIENT_ID }}
      ARM_TENANT_ID: \${{ vars.ARM_TENANT_ID }}
      ARM_SUBSCRIPTION_ID: \${{ vars.ARM_SUBSCRIPTION_ID }}
    steps:
      - if: vars.ARM_CLIENT_ID != ''
        uses: actions/checkout@v4
      - if: vars.ARM_CLIENT_ID != ''
        uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - if: vars.ARM_CLIENT_ID != ''
        uses: hashicorp/setup-terraform@v3
        with:
          terraform_wrapper: false
      - if: vars.ARM_CLIENT_ID != ''
        run: npm ci
      - if: vars.ARM_CLIENT_ID != ''
        run: npm run plan -- --environment \${{ matrix.environment }}
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

\`.github/workflows/infrastructure.yml\` checks, tests and synthesizes every change. It also plans an environment once its states are in Azure, and an
identity that the workflow may sign in as can read them. Both are made by

    npx azstage bootstrap --environment dev --github <owner>/<repository>

which prints the commands that set the variables \`ARM_CLIENT_ID\`, \`ARM_TENANT_ID\` and \`ARM_SUBSCRIPTION_ID\` of the environment.
`;
