import { z } from 'zod';
import { type ArmClient } from '../azure/arm-client';
import { type JsonFormat } from '../json/json-format';
import { oneLine } from '../toolkit/io/printable';
import { type StateResource } from '../toolkit/terraform/terraform-state';
import { armIdOf, parseArmId } from './arm-id';
import { type Verdict } from './check';

/** Longest text of others in a verdict, in characters. */
const LONGEST = 400;

/** Means of a check of the control plane. */
export interface ControlContext {
  readonly arm: ArmClient;
  /** Time limit and Ctrl-C. */
  readonly signal: AbortSignal;
  readonly now: Date;
}

/** Check of the control plane. */
export type ControlCheck = (subject: StateResource, context: ControlContext) => Promise<Verdict>;

/** A resource as Azure answers it; undefined where there is none. */
export async function ask<T>(
  id: string,
  format: JsonFormat<T>,
  { arm, signal }: ControlContext,
): Promise<T | undefined> {
  const parsed = parseArmId(id);
  if (parsed === undefined) {
    return undefined;
  }
  return arm.find(id, await arm.apiVersionOf(parsed.subscriptionId, parsed.type), format, signal);
}

/** Items of a list below a resource, or below a subscription. */
export async function askAll<T>(
  path: string,
  type: string,
  item: JsonFormat<T>,
  { arm, signal }: ControlContext,
): Promise<T[]> {
  const [, , subscriptionId = ''] = path.split('/');
  return arm.list(path, await arm.apiVersionOf(subscriptionId, type), item, { signal });
}

/** Id in Azure of what a check is about, as the state has it. */
export function idOf(subject: StateResource): string {
  return armIdOf(subject)?.id ?? textAt(subject, 'id') ?? '';
}

/** Text of an attribute; undefined where it has none. */
export function textAt({ attributes }: StateResource, name: string): string | undefined {
  const value = z.string().min(1).safeParse(attributes[name]);
  return value.success ? value.data : undefined;
}

export function passed(detail: string): Verdict {
  return { status: 'passed', detail };
}

export function failed(detail: string, fix?: string): Verdict {
  return { status: 'failed', detail, ...(fix === undefined ? {} : { fix }) };
}

/** Verdict on what Azure does not know. */
export function missing(id: string): Verdict {
  return failed(
    `Azure has no ${shownId(id)}: it was deleted outside of Terraform.`,
    'Plan the stage with azstage plan --refresh; azstage deploy --refresh makes it again.',
  );
}

/** An id without what it has in common with those of its subscription: `Microsoft.App/containerApps/api in the resource group rg-shop`. */
function shownId(id: string): string {
  const [, group, resource] = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)\/providers\/(.+)$/i.exec(id) ?? [];
  return told(resource === undefined ? id : `${resource} in the resource group ${group}`);
}

/** Text of others for a verdict: in one line, and not longer than one reads. */
export function told(text: string): string {
  const line = oneLine(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}
