/** Addresses that are deferred, as lines below a plan; empty where there are none. */
export function describeDeferred(addresses: readonly string[]): string {
  return addresses.length === 0
    ? ''
    : ['Deferred until upstream stages are applied:', ...addresses.map((address) => `  ${address}`)].join('\n');
}
