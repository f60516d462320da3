import fs from 'node:fs';
import path from 'node:path';
import {
  type DynamicValue,
  pack,
  type ProviderCalls,
  ProviderServer,
  unpack,
  Unknown,
  UNKNOWN,
} from './provider-server';

/** Where stages say that they need it. */
export const AZURERM = 'hashicorp/azurerm';

/** Attributes of a resource. */
type Attributes = Readonly<Record<string, unknown>>;

/** What the provider has: attributes by the id of the resource. */
type Cloud = Readonly<Record<string, Attributes>>;

const GROUP = '/subscriptions/@subscription/resourceGroups/';

/** Types with their arguments, all of them text, and the form of their ids. */
const TYPES: Readonly<Record<string, { readonly args: readonly string[]; readonly id: (args: Attributes) => string }>> =
  {
    azurerm_resource_group: { args: ['name', 'location'], id: ({ name }) => `${GROUP}${String(name)}` },
    azurerm_storage_account: {
      args: ['name', 'resource_group_name', 'location', 'account_replication_type'],
      id: ({ name, resource_group_name: group }) =>
        `${GROUP}${String(group)}/providers/Microsoft.Storage/storageAccounts/${String(name)}`,
    },
    azurerm_user_assigned_identity: {
      args: ['name', 'resource_group_name', 'location'],
      id: ({ name, resource_group_name: group }) =>
        `${GROUP}${String(group)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${String(name)}`,
    },
  };

const SCHEMAS = Object.fromEntries(
  Object.entries(TYPES).map(([type, { args }]) => [
    type,
    {
      version: 0,
      block: {
        attributes: [
          ...args.map((name) => ({ name, type: Buffer.from('"string"'), required: true })),
          { name: 'id', type: Buffer.from('"string"'), computed: true },
        ].sort((a, b) => (a.name < b.name ? -1 : 1)),
      },
    },
  ]),
);

/** Hook before the provider does something with a resource. */
export type Before = (what: 'read' | 'apply', id: string) => Promise<void>;

type Request = Readonly<Record<string, DynamicValue>>;

/**
 * A provider with the name and some types of azurerm, whose resources are in a file: what it creates, reads and imports. A change of the location replaces a
 * resource.
 */
export class AzurermProvider extends ProviderServer {
  /**
   * @param file with the resources; made when it is not there
   * @param before called before a resource is read, or created or changed; what it throws fails the call. @default nothing
   */
  public static async start(
    file: string,
    subscriptionId: string,
    before: Before = () => Promise.resolve(),
  ): Promise<AzurermProvider> {
    return ProviderServer.listen(new AzurermProvider(file, subscriptionId, before));
  }

  private constructor(
    private readonly file: string,
    subscriptionId: string,
    before: Before,
  ) {
    super(
      AZURERM,
      callsOf(() => this, subscriptionId, before),
      path.dirname(file),
    );
  }

  /** Resources that there are. */
  public get cloud(): Cloud {
    return fs.existsSync(this.file) ? (JSON.parse(fs.readFileSync(this.file, 'utf8')) as Cloud) : {};
  }

  public set(id: string, attributes: Attributes | undefined): void {
    fs.writeFileSync(this.file, JSON.stringify({ ...this.cloud, [id]: attributes }));
  }
}

function callsOf(provider: () => AzurermProvider, subscriptionId: string, before: Before): ProviderCalls {
  const idOf = (type: string, args: Attributes) => TYPES[type]?.id(args).replace('@subscription', subscriptionId) ?? '';
  const read = async (state: Attributes | null): Promise<Attributes | null> => {
    const id = String(state?.['id']);
    await before('read', id);
    const found = provider().cloud[id];
    return found === undefined ? null : { ...found, id };
  };
  return {
    GetSchema: () => ({ provider: { version: 0, block: {} }, resource_schemas: SCHEMAS }),
    PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
    ValidateResourceTypeConfig: () => ({}),
    UpgradeResourceState: ({ raw_state: raw }) => ({
      upgraded_state: pack(JSON.parse(String((raw as unknown as { json: Buffer }).json)) as Attributes),
    }),
    Configure: () => ({}),
    ImportResourceState: (request) => {
      const { type_name: type, id } = request as unknown as { readonly type_name: string; readonly id: string };
      const empty = Object.fromEntries((TYPES[type]?.args ?? []).map((name) => [name, null]));
      return { imported_resources: [{ type_name: type, state: pack({ ...empty, id }) }] };
    },
    ReadResource: async ({ current_state: state }) => ({ new_state: pack(await read(unpack(state))) }),
    PlanResourceChange: (request) => planned(request),
    ApplyResourceChange: async (request) => {
      const [prior, wanted] = [request['prior_state'], request['planned_state']].map((each) =>
        unpack<Attributes>(each),
      );
      if (wanted === null || wanted === undefined) {
        provider().set(String(prior?.['id']), undefined);
        return { new_state: pack(null) };
      }
      const { id: _, ...args } = wanted;
      const id = idOf((request as unknown as { readonly type_name: string }).type_name, args);
      await before('apply', id);
      provider().set(id, args);
      return { new_state: pack({ ...args, id }) };
    },
    Stop: () => ({}),
  };
}

function planned({ prior_state: before, proposed_new_state: proposed }: Request): object {
  const [prior, wanted] = [before, proposed].map((each) => unpack<Attributes>(each));
  if (wanted === null || wanted === undefined) {
    return { planned_state: pack(null) };
  }
  const isOther = (name: string) =>
    prior !== null && prior !== undefined && !(wanted[name] instanceof Unknown) && prior[name] !== wanted[name];
  const replaced = ['location', 'name'].filter(isOther);
  const keepsId = prior !== null && prior !== undefined && replaced.length === 0;
  return {
    planned_state: pack({ ...wanted, id: keepsId ? prior['id'] : UNKNOWN }),
    requires_replace: replaced.map((name) => ({ steps: [{ attribute_name: name }] })),
  };
}
