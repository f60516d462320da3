import { quote, SettingsError } from '../errors';
import { repeated } from '../values/repeated';

/** Settings in the environment variables of a process. */
export interface SettingsOfVariables {
  readonly environment?: string;
  readonly project?: string;
  readonly location?: string;
  readonly system?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Variable of each setting. */
export const SETTINGS_VARIABLES = {
  environment: 'AZSTAGE_ENVIRONMENT',
  project: 'AZSTAGE_PROJECT',
  location: 'AZSTAGE_LOCATION',
  system: 'AZSTAGE_SYSTEM',
  parameters: 'AZSTAGE_PARAMETERS',
} as const satisfies Readonly<Record<keyof SettingsOfVariables, string>>;

/**
 * Reads `AZSTAGE_ENVIRONMENT`, `AZSTAGE_PROJECT`, `AZSTAGE_LOCATION`, `AZSTAGE_SYSTEM` and `AZSTAGE_PARAMETERS` (`a=1 b=2`). An empty variable counts
 * as unset, as CI systems set those that have no value.
 *
 * @throws SettingsError when a parameter is no assignment, or is assigned twice
 */
export function settingsOfVariables(env: Readonly<Record<string, string | undefined>>): SettingsOfVariables {
  const valueOf = (key: keyof SettingsOfVariables) => {
    const value = env[SETTINGS_VARIABLES[key]]?.trim();
    return value === '' ? undefined : value;
  };
  const parameters = valueOf('parameters');
  const settings: SettingsOfVariables = {
    environment: valueOf('environment'),
    project: valueOf('project'),
    location: valueOf('location'),
    system: valueOf('system'),
    parameters: parameters === undefined ? undefined : assignments(parameters.split(/\s+/)),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function assignments(texts: readonly string[]): Record<string, string> {
  const pairs = texts.map((text) => {
    const equals = text.indexOf('=');
    return equals < 1 ? text : ([text.slice(0, equals), text.slice(equals + 1)] as const);
  });
  const wrong = pairs.filter((pair) => typeof pair === 'string');
  const names = pairs.flatMap((pair) => (typeof pair === 'string' ? [] : [pair[0]]));
  const problems = [
    ...wrong.map((text) => ({ message: `${quote(text)} is not an assignment` })),
    ...repeated(names).map((name) => ({ message: `${quote(name)} is assigned more than once` })),
  ];
  if (problems.length > 0) {
    const allowed = 'name=value, separated by spaces, each name once';
    throw new SettingsError(problems.map((problem) => ({ path: SETTINGS_VARIABLES.parameters, ...problem, allowed })));
  }
  return Object.fromEntries(pairs.filter((pair) => typeof pair !== 'string'));
}

/** Key of the cdktf context with which `azstage check` asks synth for the places of constructs in the code. */
export const SOURCE_LINES_CONTEXT = 'azstage:sourceLines';
