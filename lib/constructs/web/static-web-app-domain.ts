import { StaticWebAppCustomDomain as StaticWebAppCustomDomainResource } from '@cdktf/provider-azurerm/lib/static-web-app-custom-domain';
import { Construct } from 'constructs';
import { DomainName } from '../../values/domain-name';
import { AzureContext } from '../azure-context';
import { checkedValue, Checks } from '../checks';

/** Validation of a domain's ownership. */
export enum StaticWebAppDomainValidation {
  /** A CNAME record to the app's default host name, which must be there before the apply. Not for the apex of a zone, such as `example.com`. */
  CNAME = 'cname-delegation',
  /** A TXT record with the token that the app gives out after the apply. */
  TXT = 'dns-txt-token',
}

export interface StaticWebAppCustomDomainProps {
  readonly staticWebAppId: string;
  /** Such as `www.example.com`. */
  readonly domainName: string;
  /** @default CNAME, or TXT for the apex of a zone: `example.com` */
  readonly validation?: StaticWebAppDomainValidation;
}

/** A domain of yours at which a static web app answers, with a certificate of Azure's. Made by `StaticWebApp.addCustomDomain`. */
export class StaticWebAppCustomDomain extends Construct {
  public readonly customDomainId: string;
  /** Value of the TXT record; empty with CNAME and once Azure has validated it. Sensitive. */
  public readonly validationToken: string;

  /** Source of the rule: azurerm website/docs/r/static_web_app_custom_domain.html.markdown, the note on apex domains. */
  constructor(scope: Construct, id: string, props: StaticWebAppCustomDomainProps) {
    super(scope, id);
    const { domainName } = props;
    const { CNAME, TXT } = StaticWebAppDomainValidation;
    const domain = checkedValue(this, 'domainName', () => DomainName.parse(domainName));
    const validation = props.validation ?? (domain.isApex ? TXT : CNAME);
    new Checks(this)
      .together(
        !domain.isApex || validation === TXT,
        `validation: ${domainName} is the apex of its zone, which can have no CNAME record`,
        'Use TXT, or leave it out.',
      )
      .done();
    if (validation === CNAME && domain.mayBeApex) {
      AzureContext.of(this).warn(
        this,
        `if ${domainName} is the apex of its zone, it can have no CNAME record: set validation to TXT then`,
      );
    }
    const resource = new StaticWebAppCustomDomainResource(this, 'Resource', {
      staticWebAppId: props.staticWebAppId,
      domainName,
      validationType: validation,
    });
    this.customDomainId = resource.id;
    this.validationToken = resource.validationToken;
  }
}
