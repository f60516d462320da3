import { ActionGroup } from '../../lib/constructs/observability/action-group';
import { type Stage } from '../../lib/stage/stage';
import { Role } from '../../lib/values/role';
import { type SigmatiqParameters } from './parameters';

/** Adds the action group: the given address, in production else the owners of the subscription, otherwise none. */
export function addActionGroup(stage: Stage, { alertEmail }: SigmatiqParameters): ActionGroup | undefined {
  if (alertEmail !== undefined) {
    return new ActionGroup(stage, 'ActionGroup', { emails: [alertEmail] });
  }
  if (stage.context.profile.name !== 'prod') {
    return undefined;
  }
  const owners = new ActionGroup(stage, 'ActionGroup', { roles: [Role.of('Owner')] });
  stage.context.warn(owners, 'alerts go to the owners of the subscription until the parameter alertEmail is set');
  return owners;
}
