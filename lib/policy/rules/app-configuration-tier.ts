import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const appConfigurationTier: PolicyRule = {
  id: 'AZS411',
  severity: 'note',
  title: 'App Configuration has a tier with an SLA',
  why: 'The Free and Developer tiers have none, and few requests a day.',
  help: 'Deploy with the profile prod, or give sku of AppConfiguration; in azurerm, sku.',
  sources: {
    url: 'https://learn.microsoft.com/azure/azure-app-configuration/faq#which-app-configuration-tier-should-i-use',
    azurePolicy: ['89c8a434-18f0-402c-8147-630a8dea54e0'],
    waf: 'RE:05',
    aprl: ['2102a57a-a056-4d5e-afe5-9df9f92177ca'],
    checkov: ['CKV_AZURE_188'],
  },
  resourceTypes: ['azurerm_app_configuration'],
  check: requires('sku', is('standard', 'premium'), { absentMeans: 'free' }),
};
