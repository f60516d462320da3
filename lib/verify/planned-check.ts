import { type TokenCredential } from '@azure/core-auth';
import { type StageCheck } from '../manifest/stage-check';
import { type StateResource, type TerraformState } from '../toolkit/terraform/terraform-state';
import { type StageUnit } from '../toolkit/unit/stage-unit';
import { armIdOf } from './arm-id';
import { type Verdict } from './check';
import { checkCertificate } from './control-plane/certificate';
import { checkContainerApp } from './control-plane/container-app';
import { checkDnsRecord } from './control-plane/dns-record';
import { checkExists } from './control-plane/exists';
import { checkJob } from './control-plane/job';
import { checkModelDeployment } from './control-plane/model-deployment';
import { checkPrivateEndpoint } from './control-plane/private-endpoint';
import { checkQuota } from './control-plane/quota';
import { checkRedisModules } from './control-plane/redis-modules';
import { type DataPlaneCheck, runDataPlaneCheck } from './data-plane/data-plane-check';
import { DATA_PLANE_CHECKS } from './data-plane-checks';
import { type ControlCheck, type ControlContext, failed } from './subject';

/** Means of all checks. */
export interface CheckContext extends ControlContext {
  readonly credential: TokenCredential;
}

/** Check that is about to be made. */
export interface PlannedCheck {
  /** Kind of the check. */
  readonly check: string;
  /** What it is about. */
  readonly subject: StateResource;
  readonly constructPath?: string;
  /** Whether its verdict does not depend on Azure, so that time changes nothing. @default false */
  readonly isSettled?: boolean;
  readonly make: (context: CheckContext) => Promise<Verdict>;
  /** Question to the service itself, which a job can ask too. @default Azure Resource Manager is asked */
  readonly dataPlane?: DataPlaneCheck;
}

/** Checks of the control plane by their kinds. */
const CONTROL_CHECKS: Readonly<Record<string, ControlCheck>> = {
  'private-endpoint': checkPrivateEndpoint,
  'dns-record': checkDnsRecord,
  'model-deployment': checkModelDeployment,
  quota: checkQuota,
  'container-app': checkContainerApp,
  job: checkJob,
  certificate: checkCertificate,
};

/** Checks of a deployed stage: that each of its resources exists, and those that its constructs contribute. */
export function plannedChecks({ stage }: StageUnit, state: TerraformState): readonly PlannedCheck[] {
  const { resources } = state;
  const existing = resources
    .filter((each) => !each.address.startsWith('data.') && armIdOf(each) !== undefined)
    .map((subject) => ({
      check: 'exists',
      subject,
      constructPath: stage.originOf(subject.address).constructPath,
      make: (context: CheckContext) => checkExists(subject, context),
    }));
  const contributed = (stage.metadata?.resourceChecks ?? []).flatMap((check) => contributedChecks(check, resources));
  return [...existing, ...contributed];
}

function contributedChecks(check: StageCheck, resources: readonly StateResource[]): readonly PlannedCheck[] {
  const { kind, address, path, parameters = {} } = check;
  const subject = resources.find((each) => each.address === address);
  const common = { check: kind, constructPath: path };
  const planned = (make: PlannedCheck['make'], about: StateResource) => [{ ...common, subject: about, make }];
  const settled = (verdict: Verdict) => [
    {
      ...common,
      subject: { address, type: '', attributes: {} },
      isSettled: true,
      make: () => Promise.resolve(verdict),
    },
  ];
  const control = CONTROL_CHECKS[kind];
  const data = DATA_PLANE_CHECKS[kind];
  if (control === undefined && data === undefined && kind !== 'redis-modules') {
    return settled(unknown(kind));
  }
  if (subject === undefined) {
    return settled(notInState(address));
  }
  if (control !== undefined) {
    return planned((context) => control(subject, context), subject);
  }
  if (data === undefined) {
    return planned((context) => checkRedisModules(subject, [parameters['modules'] ?? []].flat(), context), subject);
  }
  const found = data(subject, parameters, resources);
  return found === undefined
    ? planned(() => Promise.resolve(NO_ADDRESS), subject)
    : found.map((dataPlane) => ({
        check: kind,
        subject,
        constructPath: path,
        dataPlane,
        make: (context: CheckContext) => runDataPlaneCheck(dataPlane, context),
      }));
}

const NO_ADDRESS = failed('The state does not say where it answers.', 'azstage deploy --refresh reads it.');

function unknown(kind: string): Verdict {
  return {
    status: 'unreachable',
    detail: `This version of azstage does not know the check ${kind}.`,
    fix: 'Use the same version of azstage as library and as command.',
  };
}

function notInState(address: string): Verdict {
  return failed(
    `The state has no ${address}: the stage was deployed without it.`,
    'Deploy the stage: azstage plan shows what is missing.',
  );
}
