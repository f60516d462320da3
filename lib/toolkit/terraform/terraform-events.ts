/** What Terraform does to a resource. */
export type ChangeAction = 'create' | 'update' | 'replace' | 'delete' | 'read' | 'import' | 'move' | 'remove';

/** One error or warning of Terraform. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  /** Address of the resource that it is about. */
  readonly address?: string;
}

/** One change that a plan holds. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly action: ChangeAction;
}

/** How many resources a plan or an apply touches. */
export interface ChangeCounts {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}

/** No change at all. */
export const NO_CHANGES: ChangeCounts = { added: 0, changed: 0, destroyed: 0 };

/** The lines of `terraform ... -json` that the engine understands. */
export type TerraformEvent =
  | { readonly type: 'planned'; readonly change: PlannedChange }
  | { readonly type: 'summary'; readonly operation: string; readonly counts: ChangeCounts }
  | { readonly type: 'outputs'; readonly changed: boolean }
  | { readonly type: 'progress'; readonly address: string; readonly doing: string }
  | { readonly type: 'finished'; readonly address: string; readonly action: ChangeAction }
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly type: 'text'; readonly text: string };

interface RawResource {
  readonly addr: string;
  readonly resource_type: string;
}

interface RawEvent {
  readonly type?: string;
  readonly '@message'?: string;
  readonly change?: { readonly resource: RawResource; readonly action: string };
  readonly hook?: { readonly resource: RawResource; readonly action?: string };
  readonly changes?: {
    readonly add: number;
    readonly change: number;
    readonly remove: number;
    readonly operation: string;
  };
  readonly outputs?: Readonly<Record<string, { readonly action?: string }>>;
  readonly diagnostic?: Diagnostic & { readonly snippet?: { readonly context?: string | null } };
}

const DOING: Readonly<Record<string, string>> = {
  create: 'creating',
  update: 'updating',
  delete: 'destroying',
  read: 'reading',
};

/** Reads one line; what is no JSON of Terraform is text. */
export function parseEvent(line: string): TerraformEvent | undefined {
  let raw: RawEvent;
  try {
    raw = JSON.parse(line) as RawEvent;
  } catch {
    return line.trim() === '' ? undefined : { type: 'text', text: line };
  }
  return typeof raw === 'object' && raw !== null ? interpret(raw) : { type: 'text', text: line };
}

function interpret(raw: RawEvent): TerraformEvent | undefined {
  switch (raw.type) {
    case 'planned_change':
      return raw.change === undefined ? undefined : { type: 'planned', change: plannedChange(raw.change) };
    case 'change_summary':
      return raw.changes === undefined ? undefined : summary(raw.changes);
    case 'outputs':
      return { type: 'outputs', changed: Object.values(raw.outputs ?? {}).some(({ action }) => action !== 'noop') };
    case 'diagnostic':
      return raw.diagnostic === undefined ? undefined : { type: 'diagnostic', diagnostic: diagnostic(raw.diagnostic) };
    case 'apply_start':
    case 'apply_progress':
      return progress(raw.hook, DOING[raw.hook?.action ?? ''] ?? 'working on');
    case 'refresh_start':
      return progress(raw.hook, 'reading');
    case 'provision_start':
    case 'provision_progress':
      return progress(raw.hook, 'provisioning');
    case 'apply_complete':
      return raw.hook === undefined
        ? undefined
        : { type: 'finished', address: raw.hook.resource.addr, action: raw.hook.action as ChangeAction };
    default:
      return undefined;
  }
}

/** Where Terraform names no resource, the block that the error is in says which one it is. */
function diagnostic({ severity, summary, detail, address, snippet }: NonNullable<RawEvent['diagnostic']>): Diagnostic {
  const block = /^(?:resource\.|(?=data\.|module\.))([\w-]+\.[\w.-]+)$/.exec(snippet?.context ?? '')?.[1];
  return { severity, summary, detail, address: address ?? block };
}

function plannedChange({ resource, action }: NonNullable<RawEvent['change']>): PlannedChange {
  return { address: resource.addr, type: resource.resource_type, action: action as ChangeAction };
}

function summary({ add, change, remove, operation }: NonNullable<RawEvent['changes']>): TerraformEvent {
  return { type: 'summary', operation, counts: { added: add, changed: change, destroyed: remove } };
}

function progress(hook: RawEvent['hook'], doing: string): TerraformEvent | undefined {
  return hook === undefined ? undefined : { type: 'progress', address: hook.resource.addr, doing };
}
