export {
  FrontDoorAction,
  FrontDoorCacheBehavior,
  FrontDoorRedirect,
  type FrontDoorRedirectOptions,
  type FrontDoorRewriteOptions,
  type FrontDoorRouteOverrideOptions,
  type FrontDoorRuleCache,
} from './front-door-action';
export { type IFrontDoor, type ImportedFrontDoorOptions } from './front-door-base';
export { type FrontDoorCacheKey, type FrontDoorCacheOptions, FrontDoorQueryStrings } from './front-door-cache';
export { FrontDoorCondition, type FrontDoorMatch, FrontDoorOperator, FrontDoorTransform } from './front-door-condition';
export {
  FrontDoorCustomDomain,
  type FrontDoorCustomDomainOptions,
  type FrontDoorCustomDomainProps,
} from './front-door-custom-domain';
export {
  FrontDoorFirewallMode,
  type FrontDoorFirewallOptions,
  FrontDoorFirewallPolicy,
  type FrontDoorFirewallPolicyProps,
  type IFrontDoorFirewallPolicy,
  type ImportedFrontDoorFirewallPolicyOptions,
} from './front-door-firewall-policy';
export {
  FrontDoorFirewallAction,
  type FrontDoorFirewallMatch,
  FrontDoorFirewallOperator,
  FrontDoorFirewallRule,
  FrontDoorFirewallVariable,
  type FrontDoorMatchRuleOptions,
  type FrontDoorRateLimitOptions,
} from './front-door-firewall-rule';
export {
  type FrontDoorDefaultRulesOptions,
  type FrontDoorExclusion,
  FrontDoorExclusionOperator,
  FrontDoorExclusionVariable,
  FrontDoorManagedRuleAction,
  type FrontDoorManagedRuleOverride,
  FrontDoorManagedRuleSet,
  type FrontDoorManagedRuleSetOptions,
} from './front-door-managed-rule-set';
export {
  FrontDoorOrigin,
  type FrontDoorOriginOptions,
  type FrontDoorOriginProps,
  type IFrontDoorOrigin,
} from './front-door-origin';
export {
  type FrontDoorHealthProbeOptions,
  type FrontDoorLoadBalancingOptions,
  FrontDoorOriginGroup,
  type FrontDoorOriginGroupOptions,
  type FrontDoorOriginGroupProps,
  FrontDoorProbeMethod,
  type IFrontDoorOriginGroup,
} from './front-door-origin-group';
export {
  FrontDoorOriginTarget,
  type FrontDoorPrivateLink,
  type FrontDoorPrivateLinkOptions,
  FrontDoorPrivateLinkType,
} from './front-door-origin-target';
export { FrontDoorForwarding, FrontDoorProtocol } from './front-door-protocol';
export { FrontDoorRoute, type FrontDoorRouteOptions, type FrontDoorRouteProps } from './front-door-route';
export { FrontDoorRule, type FrontDoorRuleOptions, type FrontDoorRuleProps } from './front-door-rule';
export {
  FrontDoorRuleSet,
  type FrontDoorRuleSetOptions,
  type FrontDoorRuleSetProps,
  type IFrontDoorRuleSet,
} from './front-door-rule-set';
export { FrontDoorSku } from './front-door-sku';
export { FrontDoor, FrontDoorLogField, type FrontDoorProps } from './front-door';
