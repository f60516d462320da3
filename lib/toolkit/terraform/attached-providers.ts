import { ToolkitError } from '../toolkit-error';

/**
 * Addresses of the providers that `TF_REATTACH_PROVIDERS` names: they run already, as under a debugger, and Terraform neither installs nor
 * starts them (https://developer.hashicorp.com/terraform/plugin/debugging).
 *
 * @throws ToolkitError when the variable is no JSON object
 */
export function attachedProviders(env: NodeJS.ProcessEnv): readonly string[] {
  const text = env['TF_REATTACH_PROVIDERS'] ?? '';
  try {
    return Object.keys(text === '' ? {} : (JSON.parse(text) as object)).map((address) => address.toLowerCase());
  } catch {
    throw new ToolkitError(
      'USAGE',
      `TF_REATTACH_PROVIDERS is no JSON: ${text}`,
      'Set it to what the provider printed when it was started, or unset it.',
    );
  }
}
