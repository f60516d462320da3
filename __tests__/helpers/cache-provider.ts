import { pack, type ProviderCalls, ProviderServer, type Unknown, UNKNOWN, unpack } from './provider-server';

/** Where stages say that they need it. */
export const CACHE_PROVIDER = 'hashicorp/azurerm';

/** An `azurerm_managed_redis`, as far as it matters here. */
interface CacheState {
  readonly name: string;
  readonly location: string;
  readonly sku_name: string;
  readonly high_availability_enabled: boolean | null;
  readonly id?: string | Unknown | null;
}

const SCHEMA = {
  version: 0,
  block: {
    attributes: [
      { name: 'high_availability_enabled', type: Buffer.from('"bool"'), optional: true },
      { name: 'id', type: Buffer.from('"string"'), computed: true },
      { name: 'location', type: Buffer.from('"string"'), required: true },
      { name: 'name', type: Buffer.from('"string"'), required: true },
      { name: 'sku_name', type: Buffer.from('"string"'), required: true },
    ],
  },
};

const CALLS: ProviderCalls = {
  GetSchema: () => ({ provider: { version: 0, block: {} }, resource_schemas: { azurerm_managed_redis: SCHEMA } }),
  PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
  ValidateResourceTypeConfig: () => ({}),
  UpgradeResourceState: ({ raw_state: raw }) => ({
    upgraded_state: pack(JSON.parse(String((raw as unknown as { json: Buffer }).json)) as CacheState),
  }),
  Configure: () => ({}),
  ReadResource: ({ current_state: state }) => ({ new_state: state }),
  PlanResourceChange: ({ prior_state: prior, proposed_new_state: proposed }) => {
    const planned = unpack<CacheState>(proposed);
    const id = unpack<CacheState>(prior)?.id ?? UNKNOWN;
    return { planned_state: pack(planned === null ? null : { ...planned, id }) };
  },
  ApplyResourceChange: ({ planned_state: state }) => {
    const planned = unpack<CacheState>(state);
    return { new_state: pack(planned === null ? null : { ...planned, id: `/caches/${planned.name}` }) };
  },
  Stop: () => ({}),
};

/** A provider with one resource of azurerm, which costs something, and no Azure behind it. */
export class CacheProvider extends ProviderServer {
  public static start(): Promise<CacheProvider> {
    return ProviderServer.listen(new CacheProvider(CACHE_PROVIDER, CALLS));
  }
}
