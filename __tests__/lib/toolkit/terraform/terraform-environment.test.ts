import { refusedVariables, terraformEnvironment } from '../../../../lib/toolkit/terraform/terraform-environment';

/** Value of a variable, and the names that are refused. */
function refused(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux'): string[] {
  return refusedVariables(env, platform).map(({ name }) => name);
}

describe('variables that change which state is meant or what is done', () => {
  test.each([
    ['TF_WORKSPACE', 'dev'],
    ['TF_FORCE_LOCAL_BACKEND', '1'],
    ['TF_WARN_OUTPUT_ERRORS', '1'],
    ['TF_CLI_ARGS', '-target=azurerm_subnet.Web'],
    ['TF_CLI_ARGS_plan', '-refresh=false'],
    ['TF_CLI_ARGS_plan', '-parallelism=4 -destroy'],
    ['TF_CLI_ARGS_plan', '-var name=value'],
    ['TF_CLI_ARGS_plan', '"-no-color -destroy"'],
    ['TF_CLI_ARGS_plan', '-parallelism'],
    ['TF_CLI_ARGS_plan', '-input=true'],
    ['TF_CLI_ARGS_plan', '-lock=false'],
    ['TF_CLI_ARGS_apply', '-state=other.tfstate'],
    ['TF_CLI_ARGS_init', '-backend-config=key=other'],
    ['TF_CLI_ARGS_init', '-upgrade'],
    ['TF_CLI_ARGS_state_push', '-force'],
    ['TF_CLI_ARGS_state_pull', '-chdir=elsewhere'],
    ['TF_CLI_ARGS_show', 'other.tfplan'],
  ])('%s=%s is refused', (name, value) => {
    expect(refused({ [name]: value, PATH: '/bin' })).toEqual([name]);
    expect(terraformEnvironment({ [name]: value }, 'linux')[name]).not.toBe(value);
  });

  test.each([
    ['TF_WORKSPACE', 'default'],
    ['TF_WORKSPACE', ''],
    ['TF_FORCE_LOCAL_BACKEND', ''],
    ['TF_CLI_ARGS', ''],
    ['TF_CLI_ARGS', '-no-color'],
    ['TF_CLI_ARGS', '-compact-warnings -input=false --parallelism=3'],
    ['TF_CLI_ARGS_plan', '-parallelism 20  -lock-timeout 5m'],
    ['TF_CLI_ARGS_apply', '-lock-timeout=300s'],
    ['TF_CLI_ARGS_fmt', '-recursive'],
    ['TF_CLI_ARGS_console', '-state=other.tfstate'],
  ])('%s=%s changes nothing of that', (name, value) => {
    expect(refused({ [name]: value })).toEqual([]);
  });

  test('all of them are named at once, each with what it would change and what to do instead', () => {
    const found = refusedVariables({ TF_WORKSPACE: 'dev', TF_CLI_ARGS_plan: '-var=password=secret' }, 'linux');
    expect(found).toEqual([
      {
        name: 'TF_WORKSPACE',
        why: 'another workspace is another state, and azstage keeps one for each environment, project and stage',
        fix: 'Choose with --environment and --project.',
      },
      {
        name: 'TF_CLI_ARGS_plan',
        why: '-var may change which state is meant, what is planned or what is applied',
        fix: 'Set TF_VAR_<name>, or a parameter with --parameters.',
      },
    ]);
  });

  test('on Windows, the case of a name makes no difference, and it is named as it is set', () => {
    expect(refused({ tf_workspace: 'dev', Tf_Cli_Args_Plan: '-destroy' }, 'win32')).toEqual([
      'tf_workspace',
      'Tf_Cli_Args_Plan',
    ]);
    expect(refused({ tf_workspace: 'dev', Tf_Cli_Args_Plan: '-destroy' }, 'linux')).toEqual([]);
  });
});

describe("Terraform's environment", () => {
  test('has credentials, logging, provider installation and TF_VAR_ variables as they are', () => {
    const env = {
      PATH: '/bin',
      HOME: '/home/ann',
      ARM_CLIENT_SECRET: 'secret',
      ARM_SUBSCRIPTION_ID: 'one',
      TF_VAR_name: 'value',
      TF_LOG: 'TRACE',
      TF_LOG_PATH: 'log',
      TF_PLUGIN_CACHE_DIR: '/cache',
      TF_CLI_CONFIG_FILE: '/terraformrc',
      TF_REATTACH_PROVIDERS: '{}',
      TF_REGISTRY_CLIENT_TIMEOUT: '20',
      TF_TOKEN_app_terraform_io: 'token',
      TF_HTTP_PASSWORD: 'password',
      TF_ENCRYPTION: 'key_provider',
    };
    expect(terraformEnvironment(env, 'linux')).toEqual({ ...env, TF_IN_AUTOMATION: '1', TF_INPUT: '0' });
  });

  test('has what azstage sets, whatever the user has', () => {
    const env = { TF_DATA_DIR: 'mine', TF_IN_AUTOMATION: '', TF_INPUT: '1', TF_WORKSPACE: 'default' };
    expect(terraformEnvironment(env, 'linux')).toEqual({ TF_IN_AUTOMATION: '1', TF_INPUT: '0' });
    expect(terraformEnvironment({ tf_data_dir: 'mine', Tf_Input: '1' }, 'win32')).toEqual({
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
    });
  });

  test('has nothing of what opens a bundle', () => {
    const env = { AZSTAGE_PASSPHRASE: 'secret', AZSTAGE_IDENTITY_FILE: 'key.txt', AZSTAGE_DEBUG: '1' };
    expect(terraformEnvironment(env, 'linux')).toEqual({ AZSTAGE_DEBUG: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' });
    expect(terraformEnvironment({ azstage_passphrase: 'secret' }, 'win32')).not.toHaveProperty('azstage_passphrase');
  });

  test('has arguments that are allowed for the commands that know them', () => {
    const env = {
      TF_CLI_ARGS: '-no-color -parallelism 3',
      TF_CLI_ARGS_plan: '-lock-timeout=5m',
      TF_CLI_ARGS_init: '-no-color',
    };
    expect(terraformEnvironment(env, 'linux')).toEqual({
      TF_CLI_ARGS_plan: '-lock-timeout=5m -parallelism=3',
      TF_CLI_ARGS_apply: '-parallelism=3',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
    });
  });
});
