/** Script that installs a version of Terraform for CI systems that have no action for it, in a directory that it adds to the PATH by itself or by its last line. */
export function installTerraform(version: string, directory: string): string {
  const file = `terraform_${version}_linux_amd64.zip`;
  const url = `https://releases.hashicorp.com/terraform/${version}`;
  return [
    `mkdir -p "${directory}"`,
    `(cd "${directory}"`,
    `curl -fsSLO ${url}/${file}`,
    `curl -fsSL ${url}/terraform_${version}_SHA256SUMS | grep ' ${file}$' | sha256sum --check --quiet`,
    `unzip -oq ${file} terraform)`,
  ].join('\n');
}
