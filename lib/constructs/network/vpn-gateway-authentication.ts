import { type VirtualNetworkGatewayVpnClientConfiguration } from '@cdktf/provider-azurerm/lib/virtual-network-gateway';
import { Token } from 'cdktf';
import { X509Certificate } from 'node:crypto';
import { quote, ValueError } from '../../errors';
import facts from '../../facts/vpn-gateway.json';

/** A certificate that others are signed with. */
export interface VpnRootCertificate {
  readonly name: string;
  /** The certificate, base64 of its DER form in one line: what stands between BEGIN and END in a `.cer` file. It is public. */
  readonly publicCertData: string;
}

/** A revoked certificate of a client. */
export interface VpnRevokedCertificate {
  readonly name: string;
  /** 40 hexadecimal digits. */
  readonly thumbprint: string;
}

/** Authentication of clients with Entra ID. */
export interface VpnEntraOptions {
  /** @default the tenant of the principal that applies the stage */
  readonly tenantId?: string;
  /** Application id of the client. @default the Azure VPN Client that Microsoft registered */
  readonly audience?: string;
}

/** Authentication of clients with certificates. */
export interface VpnCertificateOptions {
  /** Root certificates that sign the certificates of clients. */
  readonly rootCertificates: readonly VpnRootCertificate[];
  /** @default none */
  readonly revokedCertificates?: readonly VpnRevokedCertificate[];
}

/** The azurerm arguments of client authentication. @internal */
export type VpnAuthenticationArguments = Pick<
  VirtualNetworkGatewayVpnClientConfiguration,
  'vpnAuthTypes' | 'aadTenant' | 'aadAudience' | 'aadIssuer' | 'rootCertificate' | 'revokedCertificate'
>;

/** Authentication of a VPN gateway's clients. */
export class VpnAuthentication {
  /**
   * With an Entra ID account, so that Conditional Access and multi-factor authentication decide.
   *
   * @throws ValueError when the tenant or the audience is no GUID
   */
  public static entra(options: VpnEntraOptions = {}): VpnAuthentication {
    checkGuid('tenant', options.tenantId);
    checkGuid('audience', options.audience);
    return new VpnAuthentication(options, undefined);
  }

  /**
   * With a certificate that one of yours has signed.
   *
   * @throws ValueError when a certificate is none, or there is no root certificate
   */
  public static certificates(options: VpnCertificateOptions): VpnAuthentication {
    checkCertificates(options);
    return new VpnAuthentication(undefined, options);
  }

  /**
   * With either.
   *
   * @throws ValueError as the other two
   */
  public static entraOrCertificates(
    certificates: VpnCertificateOptions,
    entra: VpnEntraOptions = {},
  ): VpnAuthentication {
    checkGuid('tenant', entra.tenantId);
    checkGuid('audience', entra.audience);
    checkCertificates(certificates);
    return new VpnAuthentication(entra, certificates);
  }

  private constructor(
    private readonly entra?: VpnEntraOptions,
    private readonly certificates?: VpnCertificateOptions,
  ) {}

  /**
   * Arguments for azurerm.
   *
   * @param currentTenant the tenant of the principal that applies the stage, read only when needed
   * @internal
   */
  public toArguments(currentTenant: () => string): VpnAuthenticationArguments {
    const { entra, certificates } = this;
    const tenant = entra && (entra.tenantId ?? currentTenant());
    return {
      vpnAuthTypes: [...(certificates ? ['Certificate'] : []), ...(entra ? ['AAD'] : [])],
      // All three or none, and the issuer with its closing slash: source in lib/facts/vpn-gateway.json.
      aadTenant: tenant && `https://login.microsoftonline.com/${tenant}/`,
      aadAudience: entra && (entra.audience ?? facts.azureVpnClientAudience),
      aadIssuer: tenant && `https://sts.windows.net/${tenant}/`,
      rootCertificate: certificates?.rootCertificates.map((each) => ({ ...each })),
      revokedCertificate: certificates?.revokedCertificates?.map((each) => ({ ...each })),
    };
  }
}

function checkGuid(what: string, text?: string): void {
  if (text !== undefined && !Token.isUnresolved(text) && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new ValueError({ message: `${what} ${quote(text)}`, allowed: 'a GUID' });
  }
}

/** Source: azurerm website/docs/r/virtual_network_gateway.html.markdown, which wants the body alone and checks nothing. */
function checkCertificates({ rootCertificates, revokedCertificates = [] }: VpnCertificateOptions): void {
  if (rootCertificates.length === 0) {
    throw new ValueError({ message: 'no root certificate', allowed: 'at least one: without it no client can sign in' });
  }
  checkNames([...rootCertificates, ...revokedCertificates].map(({ name }) => name));
  rootCertificates.forEach(checkRoot);
  for (const { name, thumbprint } of revokedCertificates) {
    if (!Token.isUnresolved(thumbprint) && !/^[0-9a-f]{40}$/i.test(thumbprint)) {
      throw new ValueError({
        message: `the thumbprint of the revoked certificate ${quote(name)} is ${quote(thumbprint)}`,
        allowed: '40 hexadecimal digits',
      });
    }
  }
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, index) => name === '' || names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new ValueError({ message: `a certificate is called ${quote(twice)}`, allowed: 'a name for each, each once' });
  }
}

function checkRoot({ name, publicCertData: data }: VpnRootCertificate): void {
  if (Token.isUnresolved(data)) {
    return;
  }
  const subject = `the root certificate ${quote(name)}`;
  const allowed = 'base64 of the DER form, in one line';
  if (data.includes('-----')) {
    throw new ValueError({
      message: `${subject} has ${data.includes('PRIVATE KEY') ? 'a private key in it' : 'lines that begin with -----'}`,
      allowed,
      fix: 'Give what is between the lines BEGIN CERTIFICATE and END CERTIFICATE, without line breaks.',
    });
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data)) {
    throw new ValueError({ message: `${subject} is not base64 in one line`, allowed, fix: 'Remove the line breaks.' });
  }
  if (!isCertificate(data)) {
    throw new ValueError({ message: `${subject} is not an X.509 certificate`, allowed });
  }
}

function isCertificate(data: string): boolean {
  try {
    new X509Certificate(Buffer.from(data, 'base64'));
    return true;
  } catch {
    return false;
  }
}
