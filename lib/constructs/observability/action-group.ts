import { DataAzurermMonitorActionGroup } from '@cdktf/provider-azurerm/lib/data-azurerm-monitor-action-group';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { Construct, type IConstruct } from 'constructs';
import { type Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { place, type PlacementProps } from '../placement';

/** An action group, defined in this app or imported. */
export interface IActionGroup extends IConstruct {
  readonly actionGroupId: string;
}

/** A webhook that receives alerts. */
export interface WebhookReceiver {
  /** Name of the receiver, unique in the group. */
  readonly name: string;
  /** URL that the alert is posted to, with `https`. Pass a token when it carries a secret. */
  readonly uri: string;
}

export interface ActionGroupProps extends Pick<PlacementProps, 'name' | 'resourceGroup' | 'tags'> {
  /** Prefix of messages, 1 to 12 characters. @default project and environment, the project shortened where they do not fit */
  readonly shortName?: string;
  /** Addresses that get an e-mail. @default none */
  readonly emails?: readonly string[];
  /** Programs that get a request. @default none */
  readonly webhooks?: readonly WebhookReceiver[];
  /** Roles on the subscription whose members get an e-mail. @default none */
  readonly roles?: readonly Role[];
  /** Whether it passes anything on. @default true */
  readonly enabled?: boolean;
}

/**
 * An action group: the receivers of alerts.
 *
 * `stage.context.setDefaults({ actionGroup })` makes it the one of the stage: the constructs made afterwards get their baseline
 * alerts. Everyone gets the common alert schema, so one parser does for all alerts.
 */
export class ActionGroup extends Construct implements IActionGroup {
  /** Imports an existing action group. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IActionGroup {
    return new ImportedActionGroup(scope, id, name, resourceGroupName);
  }

  public readonly actionGroupId: string;

  constructor(scope: Construct, id: string, props: ActionGroupProps = {}) {
    super(scope, id);
    check(this, props);
    warnWhenEmpty(this, props);
    const { name, resourceGroupName, tags } = place(this, 'azurerm_monitor_action_group', props);
    this.actionGroupId = new MonitorActionGroup(this, 'Resource', {
      name,
      resourceGroupName,
      tags,
      shortName: props.shortName ?? shortName(this),
      enabled: props.enabled ?? true,
      emailReceiver: props.emails?.map((emailAddress, index) => ({
        name: `email-${index + 1}`,
        emailAddress,
        useCommonAlertSchema: true,
      })),
      webhookReceiver: props.webhooks?.map((webhook) => ({
        name: webhook.name,
        serviceUri: webhook.uri,
        useCommonAlertSchema: true,
      })),
      armRoleReceiver: props.roles?.map((role) => ({
        name: role.name,
        roleId: role.guid,
        useCommonAlertSchema: true,
      })),
    }).id;
  }
}

class ImportedActionGroup extends Construct implements IActionGroup {
  public readonly actionGroupId: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    this.actionGroupId = new DataAzurermMonitorActionGroup(this, 'Resource', { name, resourceGroupName }).id;
  }
}

/** No error: alerts are still visible in the portal, and their receivers are often decided last. */
function warnWhenEmpty(construct: ActionGroup, { emails = [], webhooks = [], roles = [] }: ActionGroupProps): void {
  if (emails.length + webhooks.length + roles.length === 0) {
    AzureContext.of(construct).warn(construct, 'there are no receivers: emails, webhooks and roles are all empty');
  }
}

/** Source of the length: azurerm internal/services/monitor/monitor_action_group_resource.go. */
function check(construct: ActionGroup, props: ActionGroupProps): void {
  const { shortName: short, emails = [], webhooks = [] } = props;
  const checks = new Checks(construct).that(
    'shortName',
    short,
    short !== undefined && short.length >= 1 && short.length <= 12,
    '1 to 12 characters',
  );
  emails.forEach((email, index) =>
    checks.that(`emails[${index}]`, email, /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email), 'an e-mail address'),
  );
  webhooks.forEach(({ name, uri }, index) =>
    checks
      .that(`webhooks[${index}].uri`, uri, uri.startsWith('https://'), 'an address that begins with https://')
      .that(
        `webhooks[${index}].name`,
        name,
        webhooks.findIndex((other) => other.name === name) === index,
        'a name once',
      ),
  );
  checks.done();
}

/** `earnings-transcripts` in `prod` is `earning-prod`. */
function shortName(construct: Construct): string {
  const { project, environment } = AzureContext.of(construct);
  const start = project.slice(0, Math.max(0, 12 - environment.length - 1)).replace(/-+$/, '');
  return (start === '' ? environment : `${start}-${environment}`).slice(0, 12);
}
