import pg from 'pg';
import { type Certificate } from '../../../../lib/rehearsal/loopback/certificate';
import { findExtensions, type PostgresqlTarget, queryPostgresql } from '../../../../lib/verify/data-plane/postgresql';
import {
  certificateFor,
  contextFor,
  OBJECT_ID,
  serverThat,
  startPostgresql,
  type TestPostgresql,
  type TestServer,
  testToken,
  USER,
} from '../../../helpers/data-plane';
import { describeWithPostgresql, itWithPgvector, POSTGRESQL } from '../../../helpers/installed-servers';

const HOST = 'psql-shop.postgres.database.azure.com';

let certificate: Certificate;
beforeAll(async () => {
  certificate = await certificateFor(HOST);
});

describeWithPostgresql('a check of PostgreSQL', () => {
  let server: TestPostgresql;

  /** Runs SQL as the superuser. */
  async function sql(database: string, ...statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ host: server.directory, port: server.port, user: 'postgres', database });
    await client.connect();
    for (const statement of statements) {
      await client.query(statement);
    }
    await client.end();
  }

  beforeAll(async () => {
    server = await startPostgresql(POSTGRESQL ?? '', certificate);
    const role = (name: string) => `CREATE ROLE "${name}" LOGIN PASSWORD '${testToken()}'`;
    await sql(
      'postgres',
      role(USER),
      role('team-data'),
      role('id-worker'),
      'CREATE DATABASE shop',
      'CREATE DATABASE empty',
    );
    await sql('shop', 'CREATE EXTENSION pg_trgm', 'CREATE EXTENSION "uuid-ossp"');
  });
  afterAll(() => server.stop());

  const check = (target: Partial<PostgresqlTarget> = {}, token?: string) =>
    queryPostgresql(
      { host: HOST, port: server.port, database: 'shop', ...target },
      contextFor(certificate, token === undefined ? {} : { token }),
    );

  it('connects over TLS, signs in with the token as password, and asks for SELECT 1', async () => {
    const { status, detail } = await check();
    expect(detail).toMatch(
      /^The database shop of psql-shop\.postgres\.\S+ answered SELECT 1 \(PostgreSQL \d+\.\d+.*\)\.$/,
    );
    expect(status).toBe('passed');
  });

  it('finds the extensions in the database', async () => {
    const verdict = await check({ extensions: ['PG_TRGM', 'uuid-ossp'] });
    expect(verdict).toMatchObject({
      status: 'passed',
      detail: expect.stringMatching(/, with PG_TRGM, uuid-ossp\.$/) as string,
    });
  });

  it('says which extension is not created, and how to create it', async () => {
    await expect(check({ extensions: ['pg_trgm', 'hstore'] })).resolves.toEqual({
      status: 'failed',
      detail: `The database shop of ${HOST} lacks the extension hstore, which the server offers.`,
      fix: 'Run in the database: CREATE EXTENSION IF NOT EXISTS "hstore";',
    });
  });

  it('says which extension the server does not have', async () => {
    await expect(check({ extensions: ['pg_trgm', 'none'] })).resolves.toMatchObject({
      status: 'failed',
      detail: `${HOST} does not offer the extension none.`,
    });
  });

  it('looks for a database that has all of the extensions', async () => {
    const target = { host: HOST, port: server.port, databases: ['empty', 'shop'] };
    const find = (...extensions: string[]) => findExtensions({ ...target, extensions }, contextFor(certificate));
    await expect(find('pg_trgm', 'uuid-ossp')).resolves.toMatchObject({
      status: 'passed',
      detail: expect.stringMatching(/^The database shop of /) as string,
    });
    await expect(find('hstore')).resolves.toMatchObject({
      status: 'failed',
      detail: `No database has all of the extensions. The database shop of ${HOST} lacks the extension hstore, which the server offers.`,
    });
  });

  itWithPgvector('finds pgvector once it is created', async () => {
    await expect(check({ extensions: ['vector'] })).resolves.toMatchObject({
      detail: `The database shop of ${HOST} lacks the extension vector, which the server offers.`,
    });
    await sql('shop', 'CREATE EXTENSION vector');
    await expect(check({ extensions: ['vector'] })).resolves.toMatchObject({ status: 'passed' });
  });

  it.each([
    [
      'administrator with its object id',
      { administrators: [{ objectId: OBJECT_ID.toUpperCase(), name: 'team-data' }] },
      { oid: OBJECT_ID },
    ],
    ['name that is given', { user: 'team-data' }, { oid: OBJECT_ID, upn: 'nobody' }],
    [
      'name of a managed identity',
      {},
      { oid: OBJECT_ID, xms_mirid: '/subscriptions/s/x/userAssignedIdentities/id-worker' },
    ],
  ])('signs in as the %s', async (_what, target, claims) => {
    const token = testToken(claims);
    await sql('postgres', ...['team-data', 'id-worker'].map((name) => `ALTER ROLE "${name}" PASSWORD '${token}'`));
    await expect(check(target, token)).resolves.toMatchObject({ status: 'passed' });
  });

  it('says that the role of an identity is not known', async () => {
    await expect(check({}, testToken({ oid: OBJECT_ID }))).resolves.toMatchObject({
      status: 'failed',
      detail: `The name of the identity in ${HOST} is not known: its object id ${OBJECT_ID} is none of the administrators.`,
    });
  });

  it('says which identity is refused, without its token', async () => {
    const token = testToken({ oid: OBJECT_ID, upn: 'bob@example.com' });
    const verdict = await check({}, token);
    expect(verdict).toMatchObject({
      status: 'failed',
      detail: `${HOST} refused the identity bob@example.com: password authentication failed for user "bob@example.com"`,
      fix: expect.stringContaining('pgaadauth_create_principal') as string,
    });
    expect(JSON.stringify(verdict)).not.toContain(token);
  });

  it('takes a firewall that does not let this machine in for what it is', async () => {
    await expect(check({ database: 'postgres' })).resolves.toMatchObject({
      status: 'unreachable',
      detail: expect.stringMatching(
        /^The firewall of \S+ does not let this machine in: no pg_hba\.conf entry for host/,
      ) as string,
    });
  });

  it('says that a database or the right to connect is missing', async () => {
    await sql('postgres', 'ALTER DATABASE shop RENAME TO store');
    const missing = await check();
    await sql('postgres', 'ALTER DATABASE store RENAME TO shop', 'REVOKE CONNECT ON DATABASE shop FROM public');
    const denied = await check();
    await sql('postgres', 'GRANT CONNECT ON DATABASE shop TO public');
    expect(missing).toMatchObject({ status: 'failed', detail: `${HOST} has no database shop.` });
    expect(denied).toMatchObject({ status: 'failed', fix: `Grant ${USER} CONNECT on the database.` });
  });

  it('refuses a certificate that is not trusted, and one for another name', async () => {
    const target = { host: HOST, port: server.port, database: 'shop' };
    await expect(queryPostgresql(target, contextFor(await certificateFor(HOST)))).resolves.toMatchObject({
      detail: expect.stringContaining('does not trust (DEPTH_ZERO_SELF_SIGNED_CERT)') as string,
    });
    await expect(check({ host: 'other.postgres.database.azure.com' })).resolves.toMatchObject({
      status: 'failed',
      detail: `The certificate of other.postgres.database.azure.com is for other names: DNS:${HOST}`,
    });
  });
});

describe('a check of what is not PostgreSQL', () => {
  let server: TestServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  it.each([
    ['speaks no TLS', 'N', 'failed', 'does not speak TLS on this port.'],
    ['answers something else', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'failed', 'does not speak TLS on this port.'],
    ['cuts the connection off', undefined, 'failed', 'accepted the connection and cut it off.'],
    ['breaks TLS off', 'S', 'unreachable', 'cut the connection off before TLS was established.'],
  ])('says that it %s', async (_what, answer, status, detail) => {
    server = await serverThat((socket) =>
      socket.once('data', () => (answer === undefined ? socket.destroy() : socket.end(answer))),
    );
    await expect(
      queryPostgresql({ host: HOST, port: server.port, database: 'shop' }, contextFor(certificate)),
    ).resolves.toMatchObject({ status, detail: `${HOST} ${detail}` });
  });

  it('ends with its time, and with Ctrl-C', async () => {
    server = await serverThat(() => undefined);
    const target = { host: HOST, port: server.port, database: 'shop' };
    await expect(
      queryPostgresql(target, contextFor(certificate, { signal: AbortSignal.timeout(300) })),
    ).resolves.toMatchObject({
      status: 'failed',
      detail: `${HOST} accepted the connection, but did not answer in time.`,
    });
    await expect(
      queryPostgresql(target, contextFor(certificate, { signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});
