export {
  OpenAiAccount,
  OpenAiAccountKind,
  type OpenAiAccountProps,
  type OpenAiDeploymentNames,
} from './open-ai-account';
export { type IOpenAiAccount } from './open-ai-account-base';
export {
  ContentFilterMode,
  ContentSeverity,
  type ContentThresholds,
  type IOpenAiContentFilter,
  OpenAiContentFilter,
  type OpenAiContentFilterProps,
} from './open-ai-content-filter';
export {
  OpenAiDeployment,
  type OpenAiDeploymentOptions,
  type OpenAiDeploymentProps,
  OpenAiDeploymentSku,
  OpenAiUpgradePolicy,
} from './open-ai-deployment';
export {
  type ISearchService,
  SearchService,
  type SearchServiceProps,
  SearchSku,
  SemanticRanker,
} from './search-service';
