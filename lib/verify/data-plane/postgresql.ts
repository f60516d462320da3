import { type Client } from 'pg';
import { type DataPlaneContext, type Verdict } from '../check';
import { connectionTrouble, cutOff } from './connection-trouble';
import { failed, told, unreachable, verdictOf, within } from './finding';
import { reach } from './reach';
import { type SignedIn, signIn } from './sign-in';

/** Database of a PostgreSQL flexible server: https://learn.microsoft.com/azure/postgresql/flexible-server/security-entra-concepts */
export interface PostgresqlTarget {
  readonly host: string;
  /** @default 5432 */
  readonly port?: number;
  readonly database: string;
  /** Extensions that the database must have, such as `vector`. @default none */
  readonly extensions?: readonly string[];
  /** Name of the role in the server. @default that of the administrator with the object id of the identity, or the name of the identity */
  readonly user?: string;
  /** Microsoft Entra administrators of the server. @default none are known */
  readonly administrators?: readonly { readonly objectId: string; readonly name: string }[];
}

const SCOPE = 'https://ossrdbms-aad.database.windows.net/.default';

/** Connects to PostgreSQL over TLS, signs in with a token of Microsoft Entra, and asks for `SELECT 1` and the extensions. */
export function queryPostgresql(target: PostgresqlTarget, context: DataPlaneContext): Promise<Verdict> {
  return verdictOf(context, async () => {
    const { host, port = 5432, extensions = [] } = target;
    const address = await reach({ host, port }, context);
    const identity = await signIn(SCOPE, context);
    const user = userOf(target, identity);
    const client = await clientOf(target, { address, user, token: identity.token }, context);
    let cause: unknown;
    client.on('error', (error) => (cause ??= error));
    const late = () => failed(`${told(host)} accepted the connection, but did not answer in time.`);
    try {
      const work = client.connect().then(() => inspect(client, extensions));
      const { version, missing } = await within(context.signal, work, late, () => cut(client));
      refuseMissing(missing, target);
      const found = extensions.length === 0 ? '' : `, with ${extensions.join(', ')}`;
      return `The database ${told(target.database)} of ${told(host)} answered SELECT 1 (PostgreSQL ${told(version)})${found}.`;
    } catch (error) {
      throw refusal(error, user, target) ?? connectionTrouble(cause ?? error, host) ?? error;
    } finally {
      cut(client);
    }
  });
}

/** Databases of a server of which one has the extensions: which of them, the app decides. */
export interface PostgresqlExtensionsTarget extends Omit<PostgresqlTarget, 'database'> {
  readonly databases: readonly string[];
  readonly extensions: readonly string[];
}

/** Looks for a database that has all of the extensions. */
export async function findExtensions(target: PostgresqlExtensionsTarget, context: DataPlaneContext): Promise<Verdict> {
  const { databases, ...rest } = target;
  let verdict = failed('There is no database.').verdict;
  for (const database of databases) {
    verdict = await queryPostgresql({ ...rest, database }, context);
    if (verdict.status !== 'failed') {
      return verdict;
    }
  }
  return { ...verdict, detail: `No database has all of the extensions. ${verdict.detail}` };
}

async function clientOf(
  { host, port, database }: PostgresqlTarget,
  { address, user, token }: { readonly address: string; readonly user: string; readonly token: string },
  { certificates }: DataPlaneContext,
): Promise<Client> {
  const pg = await import('pg');
  return new pg.Client({
    host: address,
    port: port ?? 5432,
    database,
    user,
    password: token,
    application_name: 'azstage verify',
    ssl: { servername: host, ca: certificates === undefined ? undefined : [...certificates] },
  });
}

/** Ends a connection at once: a polite end waits for the server. */
function cut(client: Client): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: { destroy(): void } } })
    .connection;
  stream.destroy();
}

function userOf({ user, administrators = [], host }: PostgresqlTarget, { objectId, name }: SignedIn): string {
  const own = administrators.find((each) => each.objectId.toLowerCase() === objectId?.toLowerCase());
  const found = user ?? own?.name ?? name;
  if (found === undefined) {
    throw failed(
      `The name of the identity in ${told(host)} is not known: its object id ${told(objectId ?? '')} is none of the administrators.`,
      'Make the identity a Microsoft Entra administrator of the server.',
    );
  }
  return found;
}

interface Inspection {
  readonly version: string;
  /** Extensions that are not in the database, and whether the server has their files. */
  readonly missing: readonly { readonly name: string; readonly isAvailable: boolean }[];
}

/** What is in the database. Extensions belong to a database, not to the server: https://www.postgresql.org/docs/current/view-pg-available-extensions.html */
async function inspect(client: Client, extensions: readonly string[]): Promise<Inspection> {
  const { rows } = await client.query<{ version: string }>(
    "SELECT 1 AS one, current_setting('server_version') AS version",
  );
  const wanted = extensions.map((each) => each.toLowerCase());
  const available = await client.query<{ name: string; installed: boolean }>(
    'SELECT name, installed_version IS NOT NULL AS installed FROM pg_available_extensions WHERE name = ANY($1)',
    [wanted],
  );
  const found = new Map(available.rows.map(({ name, installed }) => [name, installed]));
  return {
    version: rows[0]?.version ?? '',
    missing: wanted.filter((name) => found.get(name) !== true).map((name) => ({ name, isAvailable: found.has(name) })),
  };
}

function refuseMissing(missing: Inspection['missing'], { database, host }: PostgresqlTarget): void {
  const absent = missing.filter(({ isAvailable }) => !isAvailable).map(({ name }) => name);
  if (absent.length > 0) {
    throw failed(
      `${told(host)} does not offer ${absent.length === 1 ? 'the extension' : 'the extensions'} ${absent.join(', ')}.`,
      'Check the name, and whether the version of PostgreSQL has it.',
    );
  }
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name);
    const commands = names.map((name) => `CREATE EXTENSION IF NOT EXISTS "${name}";`).join(' ');
    throw failed(
      `The database ${told(database)} of ${told(host)} lacks ${names.length === 1 ? 'the extension' : 'the extensions'} ${names.join(', ')}, which the server offers.`,
      `Run in the database: ${commands}`,
    );
  }
}

/** Refusals by the code of PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function refusal(error: unknown, user: string, { host, database }: PostgresqlTarget): unknown {
  const { name, code = '', message } = error as Error & { readonly code?: string };
  if (/does not support SSL|establishing an SSL/.test(message)) {
    return failed(`${told(host)} does not speak TLS on this port.`, 'Check the port, and require_secure_transport.');
  }
  if (name !== 'error' || !/^[0-9A-Z]{5}$/.test(code)) {
    return /Connection terminated|not been established/.test(message) ? cutOff(told(host)) : undefined;
  }
  const said = `${told(host)} answered with the error ${code}: ${told(message)}`;
  if (/pg_hba\.conf/.test(message)) {
    return unreachable(
      `The firewall of ${told(host)} does not let this machine in: ${told(message)}`,
      'Add a firewall rule for the address of this machine, or run it inside the virtual network.',
    );
  }
  if (code.startsWith('28')) {
    return failed(
      `${told(host)} refused the identity ${told(user)}: ${told(message)}`,
      'Make the identity a Microsoft Entra administrator of the server, or create a role for it with pgaadauth_create_principal.',
    );
  }
  if (code === '3D000') {
    return failed(`${told(host)} has no database ${told(database)}.`, 'Deploy the stage that makes it.');
  }
  if (code === '42501') {
    return failed(said, `Grant ${told(user)} CONNECT on the database.`);
  }
  return failed(said, /^(57P|53)/.test(code) ? 'Run it again in some minutes.' : undefined);
}
