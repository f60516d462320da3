import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type Verdict } from '../check';
import { ask, type ControlCheck, type ControlContext, failed, missing, passed, textAt, told } from '../subject';

/** Container app with its host names: https://learn.microsoft.com/rest/api/resource-manager/containerapps/container-apps/get */
export const APP_DOMAINS = new JsonFormat(
  'host names of a container app',
  z.object({
    properties: z.object({
      configuration: z
        .object({
          ingress: z
            .object({
              customDomains: z
                .array(
                  z.object({
                    name: z.string(),
                    bindingType: z.string().nullish(),
                    certificateId: z.string().nullish(),
                  }),
                )
                .nullish(),
            })
            .nullish(),
        })
        .nullish(),
    }),
  }),
);

/** Certificate of an environment of Container Apps; one that Azure manages, and renews, has no end here. */
export const APP_CERTIFICATE = new JsonFormat(
  'certificate',
  z.object({
    properties: z.object({
      provisioningState: z.string().nullish(),
      expirationDate: z.string().nullish(),
      error: z.string().nullish(),
    }),
  }),
);

/** Custom domain of Front Door: https://learn.microsoft.com/rest/api/frontdoor/azurefrontdoorstandardpremium/afd-custom-domains/get */
export const FRONT_DOOR_DOMAIN = new JsonFormat(
  'custom domain of Front Door',
  z.object({
    properties: z.object({
      hostName: z.string(),
      domainValidationState: z.string().nullish(),
      tlsSettings: z.object({ secret: z.object({ id: z.string() }).nullish() }).nullish(),
    }),
  }),
);

/** Certificate of Front Door: https://learn.microsoft.com/rest/api/frontdoor/azurefrontdoorstandardpremium/secrets/get */
export const FRONT_DOOR_SECRET = new JsonFormat(
  'certificate of Front Door',
  z.object({ properties: z.object({ parameters: z.object({ expirationDate: z.string().nullish() }).nullish() }) }),
);

/** Days before its end from which on a certificate fails the check: what renews itself has done so by then. */
const NOTICE_DAYS = 14;

const DAY = 86_400_000;

/** Checks that a custom domain has a certificate, and that it does not end soon. */
export const checkCertificate: ControlCheck = (subject, context) => {
  const id = textAt(subject, 'id') ?? '';
  const [, app, host] = /^(.+\/containerApps\/[^/]+)\/customDomainName\/(.+)$/i.exec(id) ?? [];
  return app === undefined || host === undefined ? ofFrontDoor(id, context) : ofContainerApp(app, host, context);
};

async function ofContainerApp(app: string, host: string, context: ControlContext): Promise<Verdict> {
  const found = await ask(app, APP_DOMAINS, context);
  if (found === undefined) {
    return missing(app);
  }
  const domains = found.properties.configuration?.ingress?.customDomains ?? [];
  const domain = domains.find(({ name }) => name.toLowerCase() === host.toLowerCase());
  if (domain === undefined) {
    return failed(`The app does not have the host name ${told(host)}.`, 'azstage deploy --refresh adds it again.');
  }
  const { certificateId } = domain;
  if (domain.bindingType === 'Disabled' || certificateId === undefined || certificateId === null) {
    return failed(
      `${told(host)} has no certificate.`,
      'Bind one that Azure manages: az containerapp hostname bind --validation-method CNAME.',
    );
  }
  const certificate = await ask(certificateId, APP_CERTIFICATE, context);
  if (certificate === undefined) {
    return missing(certificateId);
  }
  const { provisioningState, expirationDate, error } = certificate.properties;
  if (provisioningState !== 'Succeeded') {
    const why = error === undefined || error === null || error === '' ? '' : `: ${told(error)}`;
    return failed(
      `The certificate of ${told(host)} is ${told(provisioningState ?? 'unknown')}${why}.`,
      'Azure validates the host name by public DNS: check its CNAME or A record, and its CAA records.',
    );
  }
  return expirationDate === undefined || expirationDate === null
    ? passed(`${told(host)} has a certificate that Azure renews.`)
    : ends(host, expirationDate, context);
}

async function ofFrontDoor(id: string, context: ControlContext): Promise<Verdict> {
  const found = await ask(id, FRONT_DOOR_DOMAIN, context);
  if (found === undefined) {
    return missing(id);
  }
  const { hostName: host, domainValidationState: state, tlsSettings } = found.properties;
  if (state !== 'Approved') {
    return failed(
      `Front Door has not validated ${told(host)}: it is ${told(state ?? 'unknown')}.`,
      'Check the TXT record _dnsauth of the host name in public DNS; a token that has ended is made anew in the portal.',
    );
  }
  const secretId = tlsSettings?.secret?.id;
  if (secretId === undefined) {
    return failed(`${told(host)} has no certificate yet.`, 'Front Door makes one within an hour of the validation.');
  }
  const secret = await ask(secretId, FRONT_DOOR_SECRET, context);
  const end = secret?.properties.parameters?.expirationDate;
  return end === undefined || end === null
    ? passed(`${told(host)} has a certificate of Front Door.`)
    : ends(host, end, context);
}

function ends(host: string, end: string, { now }: ControlContext): Verdict {
  const days = Math.floor((Date.parse(end) - now.getTime()) / DAY);
  const date = told(end.slice(0, 10));
  return days >= NOTICE_DAYS
    ? passed(`The certificate of ${told(host)} ends on ${date}, in ${days} days.`)
    : failed(
        `The certificate of ${told(host)} ${days < 0 ? 'ended' : 'ends'} on ${date}${days < 0 ? '' : `, in ${days} days`}.`,
        'Renew it; one that Azure manages is renewed only while the DNS records of the host name lead to it.',
      );
}
