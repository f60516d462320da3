import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type StateResource } from '../../toolkit/terraform/terraform-state';
import { armIdOf } from '../arm-id';
import { type Verdict } from '../check';
import { ask, type ControlContext, failed, idOf, missing, passed, told } from '../subject';
import { ASSOCIATIONS, STATES } from './states';

/** Resource of any type. Some types, as locks, have no provisioning state. */
export const RESOURCE = new JsonFormat(
  'resource of Azure',
  z.looseObject({ id: z.string(), properties: z.record(z.string(), z.unknown()).nullish() }),
);

/** States in which a resource is still being changed. */
const CHANGING = /ing$|^accepted$/i;

/** Checks that a resource of the state exists in Azure, is provisioned, and is in the state in which it works. */
export async function checkExists(subject: StateResource, context: ControlContext): Promise<Verdict> {
  const id = idOf(subject);
  const found = await ask(id, RESOURCE, context);
  if (found === undefined) {
    return missing(id);
  }
  const properties = found.properties ?? {};
  return (
    provisioning(properties) ?? working(subject, properties) ?? associated(subject, properties) ?? passed('exists')
  );
}

function provisioning(properties: Readonly<Record<string, unknown>>): Verdict | undefined {
  const state = properties['provisioningState'];
  if (typeof state !== 'string' || /^(succeeded|created|ready|active|provisioned)$/i.test(state)) {
    return undefined;
  }
  return CHANGING.test(state)
    ? failed(`Its provisioning state is ${told(state)}: it is still being changed.`, 'Run it again in some minutes.')
    : failed(
        `Its provisioning state is ${told(state)}.`,
        'The activity log of the resource in the portal says why; azstage deploy makes what failed again.',
      );
}

function working(subject: StateResource, properties: Readonly<Record<string, unknown>>): Verdict | undefined {
  const type = armIdOf(subject)?.type.toLowerCase() ?? '';
  const wanted = STATES.find((each) => each.type.toLowerCase() === type);
  const state = wanted && valueAt(properties, wanted.property);
  if (wanted === undefined || typeof state !== 'string' || wanted.good.includes(state)) {
    return undefined;
  }
  return failed(`Its ${wanted.property} is ${told(state)} instead of ${wanted.good.join(' or ')}.`, wanted.fix);
}

function associated(
  { type, attributes }: StateResource,
  properties: Readonly<Record<string, unknown>>,
): Verdict | undefined {
  const wanted = ASSOCIATIONS[type];
  if (wanted === undefined) {
    return undefined;
  }
  const [actual, expected] = [valueAt(properties, wanted.property), String(attributes[wanted.attribute])];
  return typeof actual === 'string' && actual.toLowerCase() === expected.toLowerCase()
    ? undefined
    : failed(
        `Its ${wanted.property} is ${typeof actual === 'string' ? told(actual) : 'not set'} instead of ${told(expected)}.`,
        'It was changed outside of Terraform: azstage drift shows by what, azstage deploy --refresh sets it again.',
      );
}

/** Value at a path with dots. */
function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : undefined,
      value,
    );
}
