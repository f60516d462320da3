/** Environment variables of a process. */
export type Environment = NodeJS.ProcessEnv;

/** Environment variable with the passphrase of bundles. */
export const PASSPHRASE = 'AZSTAGE_PASSPHRASE';

/** Environment variable with the path of a file with identities of age: `AGE-SECRET-KEY-1...`. */
export const IDENTITY_FILE = 'AZSTAGE_IDENTITY_FILE';

/** Start of the names of environment variables with secret parameters: `AZSTAGE_SECRET_apiKey`. */
export const SECRET_PREFIX = 'AZSTAGE_SECRET_';

/** Variables that decrypt a bundle: child processes do not get them. */
const OWN_SECRETS: ReadonlySet<string> = new Set([PASSPHRASE, IDENTITY_FILE]);

/**
 * Environment of the processes that azstage starts, such as the app, git and Terraform: its own without the variables that decrypt a bundle or hold secret
 * parameters. These processes run third-party code, such as providers, which has no use for them.
 */
export function childEnvironment(env: Environment, platform: NodeJS.Platform = process.platform): Environment {
  return without(env, (name) => OWN_SECRETS.has(name) || name.startsWith(SECRET_PREFIX), platform);
}

/**
 * Value of a variable; undefined where it is unset or empty.
 *
 * Names are case-insensitive on Windows, but a copy of the environment is a plain object, whose keys are not.
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
 * Environment without some variables.
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

/** Name of a variable as the platform compares it: upper case on Windows. */
export function folded(name: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? name.toUpperCase() : name;
}
