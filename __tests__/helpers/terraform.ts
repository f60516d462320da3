import { HAS_TERRAFORM } from './has-terraform';

/** Tests that run the real Terraform, with `terraform_data` alone: no provider is needed. Skipped, aloud, where there is none. */
export const describeWithTerraform = HAS_TERRAFORM ? describe : skipAloud('no terraform on the PATH');

/**
 * Tests that run the real Terraform on a blob server of their own, whose certificate it trusts by `SSL_CERT_FILE`. Go reads that on Linux and the
 * like: https://pkg.go.dev/crypto/x509#SystemCertPool
 */
export const describeWithBlobBackend =
  HAS_TERRAFORM && ['darwin', 'win32'].includes(process.platform)
    ? skipAloud('Terraform trusts no SSL_CERT_FILE here')
    : describeWithTerraform;

/** A describe of tests that are skipped, with the reason in their name. */
export function skipAloud(reason: string): (name: string, tests: () => void) => void {
  return (name, tests) => describe.skip(`${name} (${reason})`, tests);
}
