export { ApiManagement, type ApiManagementProps } from './api-management';
export { ApiManagementApi, type ApiManagementApiOptions, type ApiManagementApiProps } from './api-management-api';
export {
  ApiManagementBackend,
  type ApiManagementBackendOptions,
  type ApiManagementBackendProps,
} from './api-management-backend';
export { type IApiManagement } from './api-management-base';
export {
  ApiManagementNamedValue,
  type ApiManagementNamedValueOptions,
  type ApiManagementNamedValueProps,
} from './api-management-named-value';
export { ApiManagementNetworkMode } from './api-management-network-mode';
export { type IStaticWebApp, StaticWebApp, type StaticWebAppProps, StaticWebAppSku } from './static-web-app';
export { StaticWebAppDnsZones, type StaticWebAppDnsZonesProps } from './static-web-app-dns-zones';
export {
  StaticWebAppCustomDomain,
  type StaticWebAppCustomDomainProps,
  StaticWebAppDomainValidation,
} from './static-web-app-domain';
