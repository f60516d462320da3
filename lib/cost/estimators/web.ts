import { daysOf, type Estimator, monthsOf, unknown } from '../estimator';
import { above, range, times } from '../range';
import { blocks, counted, number, text } from '../../synthesized/values';

/** Calls of the consumption tier, in millions, and traffic of a static web app, in GB, that are free. */
const FREE_MILLION_CALLS = 1;
const FREE_GB = 100;

/** API Management: units of its tier in each region, or calls of the consumption tier. */
export const apiManagement: Estimator<'millionCalls'> = {
  types: ['azurerm_api_management'],
  usage: {
    millionCalls: {
      description: 'Calls of the consumption tier; the first million is free',
      unit: 'million/month',
      default: range(0.1, 5),
    },
  },
  estimate({ values }, { millionCalls }, { hours }) {
    const [, tier, units] = /^(\w+)_(\d+)$/.exec(text(values, 'sku_name') ?? '') ?? [];
    if (tier === undefined) {
      return unknown('sku_name');
    }
    if (tier === 'Consumption') {
      const paid = above(millionCalls, FREE_MILLION_CALLS);
      return { components: paid.high === 0 ? [] : [{ name: 'Calls', quantity: paid, price: 'apim.Consumption' }] };
    }
    const further = blocks(values, 'additional_location').map((place) => number(place, 'capacity') ?? Number(units));
    const count = further.reduce((all, each) => all + each, Number(units));
    const name = `API Management ${tier}, ${counted(count, 'unit')}`;
    return { components: [{ name, quantity: times(monthsOf(hours), count), price: `apim.${tier}` }] };
  },
};

/** A static web app: nothing in the free tier. */
export const staticWebApp: Estimator<'gbOut'> = {
  types: ['azurerm_static_web_app'],
  usage: {
    gbOut: { description: 'Data to browsers; 100 GB are included', unit: 'GB/month', default: range(1, 50) },
  },
  estimate({ values }, { gbOut }, { hours }) {
    const tier = text(values, 'sku_tier') ?? 'Free';
    const more = above(gbOut, FREE_GB);
    return tier === 'Free'
      ? { components: [] }
      : {
          components: [
            { name: `App ${tier}`, quantity: monthsOf(hours), price: `staticWebApp.${tier}` },
            ...(more.high === 0
              ? []
              : [{ name: 'Data above 100 GB', quantity: more, price: 'staticWebApp.bandwidth' }]),
          ],
        };
  },
};

/** A profile of Azure Front Door: its base fee, requests, and data to clients. */
export const frontDoor: Estimator<'millionRequests' | 'gbOut'> = {
  types: ['azurerm_cdn_frontdoor_profile'],
  usage: {
    millionRequests: { description: 'Requests of clients', unit: 'million/month', default: range(1, 20) },
    gbOut: { description: 'Data to clients', unit: 'GB/month', default: range(10, 500) },
  },
  estimate({ values }, { millionRequests, gbOut }, { hours }) {
    const tier = /^(\w+)_AzureFrontDoor$/.exec(text(values, 'sku_name') ?? '')?.[1];
    return tier === undefined
      ? unknown('sku_name')
      : {
          components: [
            { name: `Front Door ${tier}`, quantity: monthsOf(hours), price: `frontDoor.${tier}.base` },
            { name: 'Requests', quantity: times(millionRequests, 100), price: `frontDoor.${tier}.requests` },
            { name: 'Data to clients', quantity: gbOut, price: 'frontDoor.egress' },
          ],
        };
  },
};

/** A store of App Configuration and its replicas; the free tier costs nothing. Requests above those that are included are rare. */
export const appConfiguration: Estimator<'thousandRequestsADay'> = {
  types: ['azurerm_app_configuration'],
  usage: {
    thousandRequestsADay: {
      description: 'Requests of a day; 200 thousand are included',
      unit: 'thousand/day',
      default: range(1, 50),
    },
  },
  estimate({ values }, { thousandRequestsADay }, { hours }) {
    const sku = text(values, 'sku') ?? 'free';
    const more = times(times(above(thousandRequestsADay, 200), daysOf(hours)), 0.1);
    const stores = 1 + blocks(values, 'replica').length;
    return sku === 'free'
      ? { components: [] }
      : {
          components: [
            {
              name: stores === 1 ? `Store ${sku}` : `Store ${sku} and ${counted(stores - 1, 'replica')}`,
              quantity: times(daysOf(hours), stores),
              price: `appConfig.${sku}`,
            },
            ...(more.high === 0
              ? []
              : [{ name: 'Requests above what is included', quantity: more, price: 'appConfig.requests' }]),
          ],
        };
  },
};
