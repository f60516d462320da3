import { type DynamicValue, pack, type ProviderCalls, ProviderServer, UNKNOWN, unpack } from './provider-server';

/** Where stages say that they need it: `{ required_providers: { azurerm: { source: 'azstage/locking' } } }`. */
export const LOCKING_PROVIDER = 'azstage/locking';

/** A resource, a lock or a grant: something of a name at a scope. */
interface Thing {
  readonly name: string;
  readonly scope: string;
  readonly lock_level?: string | null;
  readonly notes?: string | null;
  readonly id?: unknown;
}

const attribute = (name: string, more: object) => ({ name, type: Buffer.from('"string"'), ...more });

const SCHEMA = {
  version: 0,
  block: {
    attributes: [
      attribute('id', { computed: true }),
      attribute('lock_level', { optional: true }),
      attribute('name', { required: true }),
      attribute('notes', { optional: true }),
      attribute('scope', { required: true }),
    ],
  },
};

const TYPES = ['azurerm_account', 'azurerm_grant', 'azurerm_management_lock', 'azurerm_role_assignment'];

/**
 * A provider that refuses as Azure does to delete what is below a lock: `azurerm_management_lock` locks its scope and everything below it.
 * The others are whatever has a scope. What there is, is in memory.
 */
export class LockingProvider extends ProviderServer {
  public static start(): Promise<LockingProvider> {
    return ProviderServer.listen(new LockingProvider());
  }

  /** All that there is, by id. */
  public readonly things: Map<string, Thing>;
  /** Called before something is deleted; what it throws is the error. */
  public beforeDelete: (id: string) => Promise<void> | void = () => undefined;

  private constructor() {
    const things = new Map<string, Thing>();
    super(
      LOCKING_PROVIDER,
      callsOf(things, (id) => this.beforeDelete(id)),
    );
    this.things = things;
  }

  /** Ids of the locks. */
  public get locks(): string[] {
    return [...this.things.keys()].filter((id) => id.includes('/locks/'));
  }
}

function callsOf(things: Map<string, Thing>, beforeDelete: (id: string) => Promise<void> | void): ProviderCalls {
  return {
    GetSchema: () => ({
      provider: { version: 0, block: {} },
      resource_schemas: Object.fromEntries(TYPES.map((type) => [type, SCHEMA])),
    }),
    PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
    ValidateResourceTypeConfig: () => ({}),
    UpgradeResourceState: ({ raw_state: raw }) => ({
      upgraded_state: pack(JSON.parse(String((raw as unknown as { json: Buffer }).json)) as object),
    }),
    Configure: () => ({}),
    ReadResource: ({ current_state: state }) => {
      const current = unpack<Thing>(state);
      return { new_state: pack(current !== null && things.has(String(current.id)) ? current : null) };
    },
    PlanResourceChange: ({ prior_state: prior, proposed_new_state: proposed }) => {
      const [before, after] = [unpack<Thing>(prior), unpack<Thing>(proposed)];
      const isNew = before === null || before.scope !== after?.scope || before.name !== after.name;
      return {
        planned_state: pack(after === null ? null : { ...after, id: isNew ? UNKNOWN : before.id }),
        requires_replace: before !== null && isNew ? [{ steps: [{ attribute_name: 'scope' }] }] : [],
      };
    },
    ApplyResourceChange: (request) => applied(request, things, beforeDelete),
    Stop: () => ({}),
  };
}

async function applied(
  { type_name: type, prior_state: prior, planned_state: planned }: Readonly<Record<string, DynamicValue>>,
  things: Map<string, Thing>,
  beforeDelete: (id: string) => Promise<void> | void,
): Promise<object> {
  const [before, after] = [unpack<Thing>(prior), unpack<Thing>(planned)];
  if (after === null) {
    const id = String(before?.id);
    const lock = id.includes('/locks/')
      ? undefined
      : [...things].find(([other, { scope }]) => other.includes('/locks/') && id.startsWith(scope));
    if (lock !== undefined) {
      const summary = `deleting ${id}: unexpected status 409 (409 Conflict) with error: ScopeLocked: The scope '${id}' cannot perform delete operation because following scope(s) are locked: '${lock[1].scope}'. Please remove the lock and try again.`;
      return { new_state: prior, diagnostics: [{ severity: 'ERROR', summary }] };
    }
    await beforeDelete(id);
    things.delete(id);
    return { new_state: pack(null) };
  }
  const kind = String(type) === 'azurerm_management_lock' ? 'locks' : String(type);
  const thing = { ...after, id: `${after.scope}/${kind}/${after.name}` };
  things.set(thing.id, thing);
  return { new_state: pack(thing) };
}
