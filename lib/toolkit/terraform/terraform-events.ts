import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type ChangeCounts, importedOf } from './change-counts';

/** Action of Terraform on a resource. */
export type ChangeAction = 'create' | 'update' | 'replace' | 'delete' | 'read' | 'import' | 'move' | 'remove';

/** Error or warning of Terraform. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  /** Address of the resource. */
  readonly address?: string;
}

/** Change of a plan. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly action: ChangeAction;
  /** Whether an existing resource is imported, whatever else becomes of it. @default false */
  readonly isImported?: boolean;
}

/** Lines of `terraform ... -json` that the engine reads. */
export type TerraformEvent =
  | { readonly type: 'planned'; readonly change: PlannedChange }
  | { readonly type: 'summary'; readonly operation: string; readonly counts: ChangeCounts }
  | { readonly type: 'outputs'; readonly changed: boolean }
  | { readonly type: 'progress'; readonly address: string; readonly doing: string }
  | { readonly type: 'finished'; readonly address: string; readonly action: ChangeAction }
  | { readonly type: 'errored'; readonly address: string }
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly type: 'text'; readonly text: string };

const DOING: Readonly<Record<string, string>> = {
  create: 'creating',
  update: 'updating',
  delete: 'destroying',
  read: 'reading',
};

const resource = z.object({ addr: z.string(), resource_type: z.string() });

const diagnosticLine = z.object({
  diagnostic: z.object({
    severity: z.enum(['error', 'warning']),
    summary: z.string(),
    detail: z.string().optional(),
    address: z.string().optional(),
    snippet: z.object({ context: z.string().nullish() }).nullish(),
  }),
});

const progressLine = z.object({ hook: z.object({ resource, action: z.string().optional() }) });

const LINE = new JsonFormat('line of Terraform', z.looseObject({ type: z.string().optional() }));

/** Schema of a line by its type: https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
const EVENTS: Readonly<Record<string, z.ZodType<TerraformEvent>>> = {
  planned_change: z.object({ change: z.object({ resource, action: z.string() }) }).transform(
    ({
      change: {
        resource: { addr: address, resource_type: type },
        action,
      },
    }) => ({
      type: 'planned',
      change: { address, type, action: action as ChangeAction },
    }),
  ),
  change_summary: z
    .object({
      changes: z.object({
        add: z.number(),
        change: z.number(),
        remove: z.number(),
        import: z.number().optional(),
        operation: z.string(),
      }),
    })
    .transform(({ changes: { add: added, change: changed, remove: destroyed, import: imported = 0, operation } }) => ({
      type: 'summary',
      operation,
      counts: { added, changed, destroyed, ...importedOf(imported) },
    })),
  outputs: z
    .object({ outputs: z.record(z.string(), z.looseObject({ action: z.string().optional() })).nullish() })
    .transform(({ outputs }) => ({
      type: 'outputs',
      changed: Object.values(outputs ?? {}).some(({ action }) => action !== 'noop'),
    })),
  diagnostic: diagnosticLine.transform((line) => ({ type: 'diagnostic', diagnostic: diagnostic(line) })),
  apply_start: progressLine.transform(({ hook }) => progress(hook, DOING[hook.action ?? ''] ?? 'working on')),
  apply_progress: progressLine.transform(({ hook }) => progress(hook, DOING[hook.action ?? ''] ?? 'working on')),
  refresh_start: progressLine.transform(({ hook }) => progress(hook, 'reading')),
  provision_start: progressLine.transform(({ hook }) => progress(hook, 'provisioning')),
  provision_progress: progressLine.transform(({ hook }) => progress(hook, 'provisioning')),
  apply_complete: progressLine.transform(
    ({
      hook: {
        resource: { addr: address },
        action,
      },
    }) => ({
      type: 'finished',
      address,
      action: action as ChangeAction,
    }),
  ),
  apply_errored: progressLine.transform(({ hook }) => ({ type: 'errored', address: hook.resource.addr })),
};

/** Parses a line; one that is no JSON of Terraform is text. */
export function parseEvent(line: string): TerraformEvent | undefined {
  if (line.trim() === '') {
    return undefined;
  }
  const raw = LINE.tryParse(line);
  return raw === undefined ? { type: 'text', text: line } : EVENTS[raw.type ?? '']?.safeParse(raw).data;
}

/** Diagnostic with an address: where Terraform names no resource, that of the block with the error. */
function diagnostic({ diagnostic: { snippet, address, ...said } }: z.infer<typeof diagnosticLine>): Diagnostic {
  const block = /^(?:resource\.|(?=data\.|module\.))([\w-]+\.[\w.-]+)$/.exec(snippet?.context ?? '')?.[1];
  return { ...said, address: address ?? block };
}

function progress(
  { resource: { addr: address } }: z.infer<typeof progressLine>['hook'],
  doing: string,
): TerraformEvent {
  return { type: 'progress', address, doing };
}

/** Warnings of Terraform about a plan with targets: nobody has to act on them, as the rest of the stage is planned afterwards. */
const OF_TARGETS: readonly string[] = ['Resource targeting is in effect', 'Applied changes may be incomplete'];

/** Warning of Terraform in an event, unless it only says that a part of the stage is planned or applied. */
export function warningIn(event: TerraformEvent): Diagnostic | undefined {
  const warning = event.type === 'diagnostic' && event.diagnostic.severity === 'warning' ? event.diagnostic : undefined;
  return warning !== undefined && OF_TARGETS.includes(warning.summary) ? undefined : warning;
}
