import { BackingKind, type BackingService } from './backing-service';
import { type VariableSection } from './compose-options';
import { type Service } from './service';

/** Variable that `.env` sets on a laptop. */
export interface LocalVariable {
  readonly name: string;
  /** Value where `.env` has none. @default none: it is a secret */
  readonly value?: string;
  readonly comment: string;
}

/** Characters that `.env` and the interpolation of Compose take as they are, or in single quotes. */
const PORTABLE = /^[^'"\\${}\r\n]*$/;
const UNQUOTED = /^[\w@%+:,./=~-]*$/;

/** Variable with the password of a PostgreSQL container. */
export function passwordVariable(backing: BackingService): string {
  return `${backing.container.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
}

/** URL of a data service for the containers beside it; that of PostgreSQL refers to the variable with its password. */
export function localUrl(backing: BackingService): string {
  const { kind, container, database } = backing;
  return kind === BackingKind.POSTGRESQL
    ? `postgresql://${database}:\${${passwordVariable(backing)}}@${container}:5432/${database}`
    : `redis://${container}:6379/${database}`;
}

/** Settings of a service on a laptop: its own, and those that are different there. */
export function localSettings({ settings, local }: Service): Readonly<Record<string, string>> {
  return { ...settings, ...local.settings };
}

/** Whether the value of a setting can be changed in `.env`: it is the same in all services, and needs no escaping. */
export function isShared(name: string, value: string, services: readonly Service[]): boolean {
  const others = services.map((service) => localSettings(service)[name]);
  return PORTABLE.test(value) && others.every((other) => other === undefined || other === value);
}

/** Variables of all services, by name. */
export function localVariables(
  services: readonly Service[],
  backings: readonly BackingService[],
): ReadonlyMap<string, LocalVariable> {
  const variables = new Map<string, LocalVariable>();
  for (const backing of backings) {
    if (backing.kind === BackingKind.POSTGRESQL) {
      const name = passwordVariable(backing);
      variables.set(name, { name, comment: `Password of ${backing.container} on this machine` });
    }
    const comment = `URL of ${backing.name}`;
    variables.set(backing.variable, { name: backing.variable, value: localUrl(backing), comment });
  }
  for (const service of services) {
    for (const [name, value] of Object.entries(localSettings(service))) {
      if (isShared(name, value, services)) {
        variables.set(name, { name, value, comment: `Setting of ${users(name, services)}` });
      }
    }
    for (const [name, secret] of Object.entries(service.secrets)) {
      variables.set(name, { name, comment: `Secret ${secret} in the vault of a cluster` });
    }
  }
  return variables;
}

/** Text of `.env.example`: the sections, then what is in none of them. */
export function environmentFile(
  variables: ReadonlyMap<string, LocalVariable>,
  sections: readonly VariableSection[],
  optional: ReadonlySet<string>,
): string {
  const placed = new Set(sections.flatMap((section) => Object.keys(section.variables)));
  const rest = [...variables.values()].filter(({ name }) => !placed.has(name));
  const other = { title: 'Other', variables: Object.fromEntries(rest.map(({ name, comment }) => [name, comment])) };
  const texts = [...sections, other].flatMap((section) => {
    const entries = Object.entries(section.variables);
    const lines = entries.map(([name, comment]) => entryOf(comment, optional.has(name), variables.get(name)));
    return entries.length === 0 ? [] : [`# ${section.title}\n\n${lines.join('\n')}`];
  });
  return [
    '# Copy this file to .env beside it, and set what is empty. .env holds secrets: it is never committed.\n',
    ...texts,
  ].join('\n');
}

function entryOf(comment: string, isOptional: boolean, variable: LocalVariable | undefined): string {
  const { name = '', value = '' } = variable ?? {};
  const quoted = UNQUOTED.test(value) || value.includes('${') ? value : `'${value}'`;
  return `# ${comment}${isOptional ? ' (optional)' : ''}\n${name}=${quoted}\n`;
}

function users(name: string, services: readonly Service[]): string {
  return services.flatMap((service) => (name in localSettings(service) ? [service.name] : [])).join(', ');
}
