import { headerOf } from '../command-text';
import { type Pipeline, type PipelineFile } from '../pipeline';
import { explained, yamlText } from '../yaml-text';
import { action } from './github-action';

/** Path of the action, as steps use it. */
export const SETUP = './.github/actions/azstage-setup';

const WITH_TERRAFORM = "inputs.terraform == 'true'";

/** Action that all jobs start with: Node.js, the packages of the project, Terraform and its providers. */
export function setupAction(pipeline: Pipeline): PipelineFile {
  const { directory, node, terraform } = pipeline;
  const at = (file: string) => (directory === '' ? file : `${directory}/${file}`);
  const inProject = directory === '' ? {} : { 'working-directory': directory };
  return {
    path: '.github/actions/azstage-setup/action.yml',
    content: yamlText(headerOf(pipeline, 'The start of every job that runs azstage.'), {
      name: 'azstage setup',
      description: 'Installs Node.js, the packages of the project, Terraform, and a cache of its providers',
      inputs: {
        terraform: { description: 'Whether Terraform is installed', required: false, default: 'true' },
      },
      runs: {
        using: 'composite',
        steps: [
          {
            uses: action('actions/setup-node'),
            with: { 'node-version': node, cache: 'npm', 'cache-dependency-path': at('package-lock.json') },
          },
          { run: 'npm ci\nnpm run build --if-present\n', shell: 'bash', ...inProject },
          {
            if: WITH_TERRAFORM,
            uses: action('hashicorp/setup-terraform'),
            with: {
              terraform_version: terraform,
              terraform_wrapper: explained(false, 'azstage reads the output and the exit codes of Terraform itself.'),
            },
          },
          {
            if: WITH_TERRAFORM,
            run: 'mkdir -p "$HOME/.terraform.d/plugin-cache"\necho "TF_PLUGIN_CACHE_DIR=$HOME/.terraform.d/plugin-cache" >> "$GITHUB_ENV"\n',
            shell: 'bash',
          },
          {
            if: WITH_TERRAFORM,
            uses: action('actions/cache'),
            with: {
              path: '~/.terraform.d/plugin-cache',
              key: `azstage-providers-\${{ runner.os }}-\${{ hashFiles('${at('.terraform.lock.hcl')}') }}`,
            },
          },
        ],
      },
    }),
  };
}
