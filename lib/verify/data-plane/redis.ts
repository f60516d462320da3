import { type DataPlaneContext, type Verdict } from '../check';
import { connectionTrouble, cutOff } from './connection-trouble';
import { failed, type Finding, told, verdictOf, within } from './finding';
import { type Endpoint, reach } from './reach';
import { type SignedIn, signIn } from './sign-in';

/** Redis over TLS: https://learn.microsoft.com/azure/redis/entra-for-authentication */
export interface RedisTarget extends Endpoint {
  /** Port for TLS: 10000 of Azure Managed Redis, 6380 of Azure Cache for Redis. */
  readonly port: number;
}

const SCOPE = 'https://redis.azure.com/.default';

/** Connects to Redis over TLS, signs in with a token of Microsoft Entra, and sends `PING`, which every node of a cluster answers. */
export function pingRedis(target: RedisTarget, context: DataPlaneContext): Promise<Verdict> {
  return verdictOf(context, async () => {
    const address = await reach(target, context);
    const identity = await signIn(SCOPE, context);
    await ping(target, address, identity, context);
    return `${told(target.host)} answered PING over TLS, signed in with Microsoft Entra.`;
  });
}

async function ping(target: RedisTarget, address: string, identity: SignedIn, context: DataPlaneContext) {
  const { Redis } = await import('ioredis');
  const { certificates: ca, signal } = context;
  const client = new Redis({
    host: address,
    port: target.port,
    tls: { servername: target.host, ca: ca === undefined ? undefined : [...ca] },
    protocol: 2,
    lazyConnect: true,
    // A check before the sign-in would be refused, and commands that wait for another connection would wait for ever.
    enableReadyCheck: false,
    disableClientInfo: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: 0,
  });
  let cause: unknown;
  client.on('error', (error) => (cause ??= error));
  const steps = async () => {
    await client.connect();
    await client.auth(identity.objectId ?? '', identity.token);
    return client.ping();
  };
  try {
    const late = () => failed(`${told(target.host)} accepted the connection, but did not answer PING in time.`);
    const answer = await within(signal, steps(), late, () => client.disconnect());
    if (answer !== 'PONG') {
      throw failed(`${told(target.host)} answered PING with ${told(answer)} instead of PONG.`);
    }
  } catch (error) {
    throw refusal(cause ?? error, target, identity);
  } finally {
    client.disconnect();
  }
}

function refusal(error: unknown, { host }: RedisTarget, { objectId }: SignedIn): unknown {
  const { name, message } = error as Error;
  if (/^(WRONGPASS|NOAUTH|NOPERM)/.test(message)) {
    return failed(
      `${told(host)} refused the identity with the object id ${told(objectId ?? '')}: ${told(message)}`,
      'Give it an access policy assignment of the cache, and check that Microsoft Entra authentication is switched on. New assignments take minutes to count.',
    );
  }
  if (name === 'ReplyError') {
    return failed(`${told(host)} answered with an error: ${told(message)}`);
  }
  return connectionTrouble(error, host) ?? closed(error, host) ?? error;
}

/** A connection that ended without an error of its own. */
function closed(error: unknown, host: string): Finding | undefined {
  const { message } = error as Error;
  if (/RESP type/.test(message)) {
    return failed(`${told(host)} does not answer as Redis does.`, 'Check the host and the port.');
  }
  return /connection is closed/i.test(message) ? cutOff(told(host)) : undefined;
}
