import { badRequest } from '../arm/arm-error';
import { type ArmRequest, type Azure } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt, valueAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { verificationId } from './app-environments';

/** Checks the ingress of an app: https://learn.microsoft.com/azure/container-apps/ingress-overview */
export function checkIngress(
  request: ArmRequest,
  body: Resource,
  { environment, revisions }: { readonly environment: Resource; readonly revisions: readonly string[] },
): void {
  const ingress = objectAt(body.properties, 'configuration', 'ingress');
  checkPorts(request, body, ingress, environment);
  const actions = new Set(objectsAt(ingress, 'ipSecurityRestrictions').map(({ action }) => action));
  if (actions.size > 1) {
    throw badRequest(
      'ContainerAppIpSecurityRestrictionsInvalid',
      'All IP security restrictions must have the same action.',
    );
  }
  checkTraffic(body, objectsAt(ingress, 'traffic'), revisions);
  objectsAt(ingress, 'customDomains').forEach((each) => checkDomain(request, body, each));
}

function checkPorts({ azure }: ArmRequest, body: Resource, ingress: JsonObject, environment: Resource): void {
  const { targetPort = 0, exposedPort = 0, external } = ingress;
  const isTcp = String(ingress['transport']).toLowerCase() === 'tcp';
  const wrong = [targetPort, exposedPort].find((port) => Number(port) < 0 || Number(port) > 65_535);
  if (wrong !== undefined) {
    throw badRequest('ContainerAppInvalidIngressPort', `The port ${String(wrong)} is not one from 1 to 65535.`);
  }
  if (Number(exposedPort) !== 0 && !isTcp) {
    throw badRequest(
      'ContainerAppInvalidExposedPort',
      'An exposed port can only be set for an ingress with the transport tcp.',
    );
  }
  if (!isTcp) {
    return;
  }
  if (
    external === true &&
    stringAt(environment.properties, 'vnetConfiguration', 'infrastructureSubnetId') === undefined
  ) {
    throw badRequest(
      'ContainerAppTcpRequiresVnet',
      'Applications with external TCP ingress can only be deployed to Container App Environments that have a custom VNET.',
    );
  }
  const portOf = (each: Resource) => {
    const other = objectAt(each.properties, 'configuration', 'ingress');
    return String(other['transport']).toLowerCase() === 'tcp' ? other['exposedPort'] || other['targetPort'] : undefined;
  };
  const port = Number(exposedPort) || targetPort;
  const twin = azure.store
    .referringTo(environment.id, /^Microsoft\.App\/containerApps$/i)
    .find((each) => each.id.toLowerCase() !== body.id.toLowerCase() && portOf(each) === port);
  if (twin !== undefined) {
    throw badRequest(
      'ContainerAppExposedPortInUse',
      `The port ${String(port)} of the environment is used by ${twin.id}.`,
    );
  }
}

/** Rules of traffic: https://learn.microsoft.com/azure/container-apps/traffic-splitting */
function checkTraffic(body: Resource, traffic: readonly JsonObject[], revisions: readonly string[]): void {
  if (traffic.length === 0) {
    return;
  }
  const sum = traffic.reduce((total, { weight = 0 }) => total + Number(weight), 0);
  const latest = traffic.filter(({ latestRevision }) => latestRevision === true);
  const isMultiple = valueAt(body.properties, 'configuration', 'activeRevisionsMode') === 'Multiple';
  if (sum !== 100 || latest.length > 1) {
    throw badRequest(
      'ContainerAppInvalidTrafficWeight',
      `The weights of traffic add up to ${sum}, with ${latest.length} for the latest revision; they must add up to 100, with at most one for the latest revision.`,
    );
  }
  const unknown = traffic.find(
    ({ latestRevision, revisionName }) =>
      latestRevision !== true && (!isMultiple || !revisions.includes(String(revisionName))),
  );
  if (unknown !== undefined) {
    throw badRequest(
      isMultiple ? 'ContainerAppRevisionNotFound' : 'ContainerAppInvalidTraffic',
      isMultiple
        ? `The revision '${String(unknown['revisionName'])}' of ${body.name} was not found.`
        : 'In the revision mode Single all traffic goes to the latest revision.',
    );
  }
}

/** Rules of custom domains: https://learn.microsoft.com/azure/container-apps/custom-domains-certificates */
function checkDomain({ azure }: ArmRequest, body: Resource, { name, bindingType, certificateId }: JsonObject): void {
  const domain = String(name);
  const twin = azure.store
    .ofType(body.type)
    .find(
      (each) =>
        each.id.toLowerCase() !== body.id.toLowerCase() &&
        objectsAt(each.properties, 'configuration', 'ingress', 'customDomains').some((other) => other['name'] === name),
    );
  if (twin !== undefined) {
    throw badRequest('CustomHostnameInUse', `The custom domain '${domain}' is used by ${twin.id}.`);
  }
  if (bindingType === 'SniEnabled' && certificateId === undefined) {
    throw badRequest('CertificateMissing', `The custom domain '${domain}' is bound to no certificate.`);
  }
  if (provedBy(azure, domain) === false) {
    throw badRequest(
      'InvalidCustomHostNameValidation',
      `A TXT record pointing from asuid.${domain} to ${verificationId(azure)} was not found.`,
    );
  }
}

/** Whether a TXT record proves a domain; undefined where no DNS zone of the rehearsal has it. */
function provedBy({ store, ...azure }: Azure, domain: string): boolean | undefined {
  const zone = store
    .ofType('Microsoft.Network/dnsZones')
    .filter(({ name }) => domain === name || domain.endsWith(`.${name}`))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (zone === undefined) {
    return undefined;
  }
  const record = store.get(`${zone.id}/TXT/${`asuid.${domain}`.slice(0, -zone.name.length - 1)}`);
  const records = [...objectsAt(record?.properties, 'TXTRecords'), ...objectsAt(record?.properties, 'txtRecords')];
  const wanted = verificationId({ store, ...azure }).toLowerCase();
  return records.flatMap((each) => stringsAt(each, 'value')).some((value) => value.toLowerCase() === wanted);
}
