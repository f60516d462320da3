/** Environment variables of a process. */
export type Environment = NodeJS.ProcessEnv;

/** Environment variable with the passphrase of bundles. */
export const PASSPHRASE = 'AZSTAGE_PASSPHRASE';

/** Environment variable with the path of a file with identities of age: `AGE-SECRET-KEY-1...`. */
export const IDENTITY_FILE = 'AZSTAGE_IDENTITY_FILE';

/** What opens a bundle is for azstage alone. */
const OWN_SECRETS: ReadonlySet<string> = new Set([PASSPHRASE, IDENTITY_FILE]);

/**
 * The environment of the processes that azstage starts, such as the app, git and Terraform: its own without what opens a bundle. They
 * run code of others, such as providers, which has no use for it.
 */
export function childEnvironment(env: Environment, platform: NodeJS.Platform = process.platform): Environment {
  return without(env, (name) => OWN_SECRETS.has(name), platform);
}

/**
 * The value of a variable, where it is set to any.
 *
 * On Windows names that differ in case alone are one; but a copy of the environment is an object, which does not know that.
 */
export function valueOf(
  env: Environment,
  name: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const key = Object.keys(env).find((each) => folded(each, platform) === folded(name, platform));
  const value = key === undefined ? undefined : env[key];
  return value === '' ? undefined : value;
}

/**
 * The environment without some variables.
 *
 * @param isLeftOut gets the name, on Windows in capitals
 */
export function without(
  env: Environment,
  isLeftOut: (name: string) => boolean,
  platform: NodeJS.Platform = process.platform,
): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isLeftOut(folded(name, platform))));
}

/** The form of a name in which the system compares it. */
export function folded(name: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? name.toUpperCase() : name;
}
