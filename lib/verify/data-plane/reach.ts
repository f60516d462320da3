import dns, { type LookupAddress } from 'node:dns';
import { once } from 'node:events';
import net, { type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type DataPlaneContext } from '../check';
import { type Finding, told, unreachable, within } from './finding';

/** Host and port of a service. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Longest time of a connection: what lies behind a firewall answers nothing at all. */
const CONNECT_LIMIT = 10_000;

/** Ranges of addresses that the internet does not route. */
const PRIVATE = ['private', 'uniqueLocal', 'carrierGradeNat', 'linkLocal'];

const INSIDE = 'Run it inside its virtual network, or from a network that is connected to it, as by VPN.';

/** Reasons of a connection that was not made, by codes of Node.js: they go on after the addresses. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'reset the connection',
  EHOSTUNREACH: 'cannot be routed to from here',
  ENETUNREACH: 'cannot be routed to from here',
  EADDRNOTAVAIL: 'cannot be routed to from here',
  ETIMEDOUT: 'did not answer',
};

/**
 * Finds out whether a service can be reached: its name resolves, and it accepts a connection.
 *
 * @returns the address that accepted it
 * @throws Finding that it is unreachable, and why
 */
export async function reach(endpoint: Endpoint, context: DataPlaneContext): Promise<string> {
  const addresses = await addressesOf(endpoint.host, context);
  const lookup: LookupFunction = (_host, _options, done) => done(null, [...addresses]);
  const socket = net.connect({ ...endpoint, lookup, autoSelectFamily: true });
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(CONNECT_LIMIT)]);
  const late = () => notConnected('ETIMEDOUT', endpoint, addresses);
  try {
    await within(signal, once(socket, 'connect'), late);
    return socket.remoteAddress ?? endpoint.host;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code !== undefined && code in REASONS ? notConnected(code, endpoint, addresses) : error;
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}

/** Addresses of a host. */
async function addressesOf(host: string, context: DataPlaneContext): Promise<readonly LookupAddress[]> {
  const lookup = context.lookup ?? dns.lookup;
  const found = new Promise<readonly LookupAddress[]>((resolve, reject) => {
    lookup(host, { all: true }, (error, result) =>
      error === null ? resolve(Array.isArray(result) ? result : [{ address: result, family: 0 }]) : reject(error),
    );
  });
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(CONNECT_LIMIT)]);
  try {
    return await within(signal, found, () => unresolved('ETIMEDOUT', host));
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    throw code !== undefined && syscall === 'getaddrinfo' ? unresolved(code, host) : error;
  }
}

/** A host whose name has no address here. */
export function unresolved(code: string, host: string): Finding {
  if (code === 'ENOTFOUND' || code === 'ENODATA') {
    return unreachable(
      `The DNS of this machine does not know ${told(host)}.`,
      'Run it inside the virtual network that its private DNS zone is linked to; if it is public, check that it exists.',
    );
  }
  return unreachable(
    `The DNS of this machine gave no answer for ${told(host)} (${code}).`,
    'Check the network, and the DNS servers of this machine.',
  );
}

/** A host whose addresses accept no connection. */
export function notConnected(code: string, { host, port }: Endpoint, addresses: readonly LookupAddress[]): Finding {
  const isPrivate = addresses.length > 0 && addresses.every(({ address }) => isPrivateAddress(address));
  const kind = `${isPrivate ? 'private ' : ''}${addresses.length === 1 ? 'address' : 'addresses'}`;
  const list = addresses.map(({ address }) => plain(address)).join(', ');
  return unreachable(
    `${told(host)} resolves to the ${kind} ${list}, which ${REASONS[code] ?? 'did not answer'} on port ${port}.`,
    isPrivate
      ? INSIDE
      : 'Check the firewall of this network, and the network rules of the resource; if it is private, run it inside its virtual network.',
  );
}

/** An address as it is usually written: one of version 4 that is mapped to version 6, as one of version 4. */
function plain(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : told(address);
}

function isPrivateAddress(address: string): boolean {
  return ipaddr.isValid(address) && PRIVATE.includes(ipaddr.process(address).range());
}
