import { heldImageId } from '../../lib/rehearsal/data-planes/container-registry';
import { type TestAzure } from './loopback-azure';
import { type DynamicValue, pack, type ProviderCalls, ProviderServer, UNKNOWN, unpack } from './provider-server';

/** Where stages say that they need it: `{ required_providers: { azurerm: { source: 'azstage/registry' } } }`. */
export const REGISTRY_PROVIDER = 'azstage/registry';

/** A registry or an app; of a registry, what Azure computes. */
interface Thing {
  readonly name: string;
  readonly image?: unknown;
  readonly id?: unknown;
  readonly login_server?: unknown;
}

const attribute = (name: string, more: object) => ({ name, type: Buffer.from('"string"'), ...more });
const NAME = attribute('name', { required: true });
const ID = attribute('id', { computed: true });

const SCHEMAS: Readonly<Record<string, readonly object[]>> = {
  azurerm_container_registry: [ID, attribute('login_server', { computed: true }), NAME],
  azurerm_container_app: [ID, attribute('image', { required: true }), NAME],
};

/**
 * A provider with registries in a loopback Azure, and apps that start only when their image is in its registry, as Container Apps do.
 */
export class RegistryProvider extends ProviderServer {
  public static start(azure: TestAzure): Promise<RegistryProvider> {
    return ProviderServer.listen(new RegistryProvider(azure));
  }

  /** Names of what was applied, in order. */
  public readonly applied: string[];
  /** Called before something is applied. */
  public beforeApply: (type: string) => Promise<void> | void = () => undefined;

  private constructor(azure: TestAzure) {
    const applied: string[] = [];
    super(
      REGISTRY_PROVIDER,
      callsOf(azure, applied, (type) => this.beforeApply(type)),
    );
    this.applied = applied;
  }
}

function callsOf(
  azure: TestAzure,
  applied: string[],
  beforeApply: (type: string) => Promise<void> | void,
): ProviderCalls {
  return {
    GetSchema: () => ({
      provider: { version: 0, block: {} },
      resource_schemas: Object.fromEntries(
        Object.entries(SCHEMAS).map(([type, attributes]) => [type, { version: 0, block: { attributes } }]),
      ),
    }),
    PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
    ValidateResourceTypeConfig: () => ({}),
    UpgradeResourceState: ({ raw_state: raw }) => ({
      upgraded_state: pack(JSON.parse(String((raw as unknown as { json: Buffer }).json)) as object),
    }),
    Configure: () => ({}),
    ReadResource: ({ current_state: state }) => ({ new_state: pack(unpack<Thing>(state)) }),
    PlanResourceChange: ({ prior_state: prior, proposed_new_state: proposed }) =>
      planned(unpack<Thing>(prior), unpack<Thing>(proposed)),
    ApplyResourceChange: async ({ type_name: type, prior_state: prior, planned_state: state }) => {
      await beforeApply(String(type));
      return appliedThing(azure, applied, String(type), { prior, state });
    },
    Stop: () => ({}),
  };
}

function planned(prior: Thing | null, proposed: Thing | null): object {
  if (proposed === null) {
    return { planned_state: pack(null) };
  }
  const isNew = prior === null || prior.name !== proposed.name;
  const computed = 'login_server' in proposed ? { id: UNKNOWN, login_server: UNKNOWN } : { id: UNKNOWN };
  return {
    planned_state: pack(isNew ? { ...proposed, ...computed } : proposed),
    requires_replace: prior !== null && isNew ? [{ steps: [{ attribute_name: 'name' }] }] : [],
  };
}

function appliedThing(
  azure: TestAzure,
  applied: string[],
  type: string,
  { prior, state }: { readonly prior: DynamicValue | undefined; readonly state: DynamicValue | undefined },
): object {
  const [before, after] = [unpack<Thing>(prior as DynamicValue), unpack<Thing>(state as DynamicValue)];
  applied.push(`${after === null ? 'delete' : before === null ? 'create' : 'update'} ${(after ?? before)?.name ?? ''}`);
  if (after === null) {
    azure.azure.azure.store.delete(String(before?.id));
    return { new_state: pack(null) };
  }
  const id = azure.idOf(`Microsoft.ContainerRegistry/registries/${after.name}`);
  if (type === 'azurerm_container_registry') {
    azure.azure.assume(id, { location: 'westeurope', sku: { name: 'Basic' }, properties: {} });
    return { new_state: pack({ ...after, id, login_server: `${after.name}.azurecr.io` }) };
  }
  const [, registry = '', repository = '', tag = ''] =
    /^([^.]+)\.azurecr\.io\/(.+):([^:]+)$/.exec(String(after.image)) ?? [];
  const registryId = azure.idOf(`Microsoft.ContainerRegistry/registries/${registry}`);
  return azure.azure.azure.store.has(heldImageId(registryId, repository, tag))
    ? { new_state: pack({ ...after, id: `/apps/${after.name}` }) }
    : {
        new_state: pack(before),
        diagnostics: [{ severity: 'ERROR', summary: `MANIFEST_UNKNOWN: ${String(after.image)} is not found` }],
      };
}
