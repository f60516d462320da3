/** Attributes of resources by address, as azurerm keeps them. */
export type AzureResources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** State of a stage whose resources azurerm has made. */
export function azureState(resources: AzureResources): object {
  return {
    version: 4,
    terraform_version: '1.11.4',
    serial: 1,
    lineage: '7f5c2b5a-0000-4000-8000-000000000000',
    outputs: {},
    resources: Object.entries(resources).map(([address, attributes]) => {
      const [name, type, isData] = address.split('.').reverse();
      return {
        mode: isData === undefined ? 'managed' : 'data',
        type,
        name,
        provider: 'provider["registry.terraform.io/hashicorp/azurerm"]',
        instances: [{ schema_version: 0, attributes }],
      };
    }),
  };
}
