import { generate } from 'selfsigned';

/** Certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Certificate of a rehearsal for the hosts of Azure, for two days. It is made for each run, and nothing but that run trusts it.
 *
 * @param hosts host names; `*.` stands for one label
 */
export async function makeCertificate(hosts: readonly string[], now: Date): Promise<Certificate> {
  const day = 86_400_000;
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'azstage rehearsal' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - day),
    notAfterDate: new Date(now.getTime() + 2 * day),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2 as const, value })) },
    ],
  });
  return { cert, key };
}
