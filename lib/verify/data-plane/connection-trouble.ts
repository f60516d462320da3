import { failed, type Finding, told, unreachable } from './finding';

/** Certificates that an authority issued which is not known here: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const NOT_TRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
];

/** What happened to a connection that had been accepted; undefined for an error that is none of the connection. */
export function connectionTrouble(error: unknown, host: string): Finding | undefined {
  const { code = '', message = '' } = error as { readonly code?: string; readonly message?: string };
  const name = told(host);
  if (/before secure TLS connection/.test(message)) {
    return unreachable(
      `${name} cut the connection off before TLS was established.`,
      'Check whether its network rules let this machine in; if it is private, run it inside its virtual network.',
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return failed(
      `The certificate of ${name} is for other names: ${told(message.replace(/^.*altnames?: /s, ''))}`,
      'Use the name that the certificate is for, or bind a certificate for this name.',
    );
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return failed(
      `The certificate of ${name} ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}.`,
      'Renew the certificate, or check the clock of this machine.',
    );
  }
  if (NOT_TRUSTED.includes(code)) {
    return failed(
      `The certificate of ${name} is from an authority that this machine does not trust (${code}).`,
      'Where a proxy inspects TLS, name its certificate in NODE_EXTRA_CA_CERTS; otherwise bind a certificate of a public authority.',
    );
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return failed(`${name} does not speak TLS on this port.`, 'Check the port, and whether TLS is switched on.');
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || /socket hang up/.test(message)) {
    return cutOff(name);
  }
  return undefined;
}

/**
 * A service that ended a connection which it had accepted.
 *
 * @param name printable name of its host
 */
export function cutOff(name: string): Finding {
  return failed(
    `${name} accepted the connection and cut it off.`,
    'Run it again; if it stays, look at its logs and its network rules.',
  );
}
