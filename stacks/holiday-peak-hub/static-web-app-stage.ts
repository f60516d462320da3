import { type Construct } from 'constructs';
import { StaticWebApp } from '../../lib/constructs/web/static-web-app';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { type GatewayStage } from './gateway-stage';
import { type HolidayPeakHubParameters } from './parameters';

/** The web front end, a static export of Next.js. */
export class StaticWebAppStage extends Stage {
  public readonly webApp: StaticWebApp;

  constructor(scope: Construct, gateway: GatewayStage, parameters: HolidayPeakHubParameters) {
    const { customDomain, staticWebAppSku, staticWebAppLocation } = parameters;
    super(scope, 'stage-static-web-app', {
      title: 'Static web app',
      purpose: 'Serves the pages of the shop, from all over the world.',
      lifecycle: StageLifecycle.ON_DEMAND,
      sharing: StageSharing.SHARED,
      upstream: [gateway],
      monthlyBudget: { from: 0, to: 9 },
      prerequisites:
        customDomain === undefined
          ? []
          : [
              customDomain.isApex
                ? `Have a DNS service that gives ${customDomain} an ALIAS record to the default host name: the apex of a zone takes no CNAME.`
                : `Make a CNAME record ${customDomain} that points to the default host name, which a first deployment without customDomain tells.`,
            ],
      checks: ['The pages answer: curl -I <web_app_url>'],
    });
    this.context.setDefaults(gateway.context.defaults);
    this.webApp = new StaticWebApp(this, 'StaticWebApp', {
      sku: staticWebAppSku,
      location: staticWebAppLocation,
      appSettings: { NEXT_PUBLIC_API_URL: gateway.gateway.gatewayUrl },
    });
    if (customDomain !== undefined) {
      const { validationToken } = this.webApp.addCustomDomain(customDomain.toString());
      if (customDomain.isApex) {
        this.addOutput('custom_domain_validation_token', validationToken, {
          description: `Value of the DNS record ${customDomain} (TXT), until Azure has seen it.`,
        });
      }
    }
    this.addOutput('web_app_name', this.webApp.staticWebAppName, { description: 'For az staticwebapp secrets list.' });
    this.addOutput('web_app_url', this.webApp.url, { description: 'Where the pages answer.' });
  }
}
