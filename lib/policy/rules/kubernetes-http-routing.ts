import { isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesHttpRouting: PolicyRule = {
  id: 'AZS019',
  severity: 'error',
  title: 'Clusters of AKS do not use HTTP application routing',
  why: 'The add-on is retired, and publishes services on the Internet without TLS.',
  help: 'Give KubernetesCluster appRouting in its place; in azurerm, leave http_application_routing_enabled out.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/http-application-routing',
    waf: 'SE:08',
    checkov: ['CKV_AZURE_246'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('http_application_routing_enabled', isNot(true)),
};
