import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { parseJson } from '../host/json-file';

const FORMAT = new JsonFormat('TF_REATTACH_PROVIDERS', z.record(z.string(), z.unknown()));

/**
 * Addresses of the providers in `TF_REATTACH_PROVIDERS`: they are already running, for example in a debugger, and Terraform neither installs nor
 * starts them (https://developer.hashicorp.com/terraform/plugin/debugging).
 *
 * @throws ToolkitError when the variable is no JSON object
 */
export function attachedProviders(env: NodeJS.ProcessEnv): readonly string[] {
  const text = env['TF_REATTACH_PROVIDERS'] ?? '';
  if (text === '') {
    return [];
  }
  const fix = 'Set it to what the provider printed when it was started, or unset it.';
  const providers = parseJson(text, 'TF_REATTACH_PROVIDERS', FORMAT, { code: 'USAGE', fix });
  return Object.keys(providers).map((address) => address.toLowerCase());
}
