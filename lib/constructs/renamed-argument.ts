import { Lazy, type TerraformResource } from 'cdktf';
import { AzureContext } from './azure-context';

/** An argument that azurerm 4.x has under two names, the older one deprecated. */
export interface RenamedArgument {
  /** The first azurerm 4.x minor with the new name. */
  readonly since: number;
  readonly name: string;
  readonly value: unknown;
  readonly oldName: string;
  readonly oldValue: unknown;
}

/**
 * Writes an argument under its new name where no azurerm that the stage allows lacks it, and under the old one elsewhere.
 *
 * A constraint that rises later in the same stage counts too.
 */
export function addRenamedArgument(resource: TerraformResource, argument: RenamedArgument): void {
  const { since, name, value, oldName, oldValue } = argument;
  const context = AzureContext.of(resource);
  const isKnown = () => context.azurermStartsAt(since);
  resource.addOverride(name, Lazy.anyValue({ produce: () => (isKnown() ? value : undefined) }));
  resource.addOverride(oldName, Lazy.anyValue({ produce: () => (isKnown() ? undefined : oldValue) }));
}
