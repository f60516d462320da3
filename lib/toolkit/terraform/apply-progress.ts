import { type ChangeAction, type PlannedChange, type TerraformEvent } from './terraform-events';

/** Progress of Terraform on a stage. */
export interface ShownProgress {
  /** Operation on the resource: `creating`, `reading`. */
  readonly doing: string;
  readonly address: string;
  /** Number of changes that are completed. */
  readonly done: number;
  /** Number of changes. @default it is not known, as during a plan */
  readonly total?: number;
}

/** Operations of Terraform for each change: a replacement is two; what only the state learns is none. */
const OPERATIONS: Readonly<Record<ChangeAction, number>> = {
  create: 1,
  update: 1,
  delete: 1,
  replace: 2,
  read: 0,
  import: 0,
  move: 0,
  remove: 0,
};

/** Participle of an operation that has ended. */
const DONE: Readonly<Partial<Record<ChangeAction, string>>> = {
  create: 'created',
  update: 'updated',
  delete: 'destroyed',
};

/** Counter of the changes of an apply, by the events of Terraform: a change is done with the last of its operations. */
export class ApplyProgress {
  private readonly left = new Map<string, number>();
  private readonly total?: number;
  private done = 0;
  /** Current operations by address; the oldest first. */
  private readonly active = new Map<string, string>();

  /** @param changes changes that are applied. @default a plan, in which nothing changes */
  constructor(changes?: readonly PlannedChange[]) {
    for (const { address, action } of changes ?? []) {
      const operations = OPERATIONS[action];
      if (operations > 0) {
        this.left.set(address, (this.left.get(address) ?? 0) + operations);
      }
    }
    this.total = changes === undefined ? undefined : this.left.size;
  }

  /** Number of changes that are completed, and of all. @default it follows a plan */
  public get reached(): { readonly done: number; readonly total: number } | undefined {
    const { done, total } = this;
    return total === undefined ? undefined : { done, total };
  }

  /** Progress after an event; undefined for one that is no progress. */
  public follow(event: TerraformEvent): ShownProgress | undefined {
    switch (event.type) {
      case 'progress':
        this.active.set(event.address, event.doing);
        return this.shown(event.doing, event.address);
      case 'finished':
        this.active.delete(event.address);
        this.count(event.address);
        return this.afterwards(DONE[event.action], event.address);
      case 'errored':
        this.active.delete(event.address);
        return this.afterwards('failed', event.address);
      case 'planned':
      case 'summary':
      case 'outputs':
      case 'diagnostic':
      case 'text':
        return undefined;
    }
  }

  private count(address: string): void {
    const left = this.left.get(address) ?? 0;
    if (left > 0) {
      this.left.set(address, left - 1);
      this.done += left === 1 ? 1 : 0;
    }
  }

  /** Progress by an operation on another resource that goes on, or otherwise by the one that has just ended. */
  private afterwards(doing: string | undefined, address: string): ShownProgress | undefined {
    const [other] = this.active;
    if (other !== undefined) {
      return this.shown(other[1], other[0]);
    }
    return doing === undefined ? undefined : this.shown(doing, address);
  }

  private shown(doing: string, address: string): ShownProgress {
    const { done, total } = this;
    return { doing, address, done, total };
  }
}

/** `2 of 5 done, creating azurerm_subnet.App`; the number is first, so that a narrow terminal shows it. */
export function describeProgress({ doing, address, done, total }: ShownProgress): string {
  return `${total === undefined ? '' : `${done} of ${total} done, `}${doing} ${address}`;
}
