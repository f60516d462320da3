/** One agent service: its name, and what of the shared cache is its own. */
export interface Agent {
  /** Name of the service, of its stage (`stage-agent-<name>`) and of its service account in the cluster. */
  readonly name: AgentName;
  /** The database that the reference design gives it in the shared cache. Database 0 is the CRUD service's. */
  readonly redisDatabase: number;
  /** Stem of its two containers' names, where its own name is too long for a blob container. @default its name */
  readonly memoryName?: string;
}

/** The 21 agent services, by what they are about. */
export enum AgentName {
  CRM_CAMPAIGN_INTELLIGENCE = 'crm-campaign-intelligence',
  CRM_PROFILE_AGGREGATION = 'crm-profile-aggregation',
  CRM_SEGMENTATION_PERSONALIZATION = 'crm-segmentation-personalization',
  CRM_SUPPORT_ASSISTANCE = 'crm-support-assistance',
  ECOMMERCE_CART_INTELLIGENCE = 'ecommerce-cart-intelligence',
  ECOMMERCE_CATALOG_SEARCH = 'ecommerce-catalog-search',
  ECOMMERCE_CHECKOUT_SUPPORT = 'ecommerce-checkout-support',
  ECOMMERCE_ORDER_STATUS = 'ecommerce-order-status',
  ECOMMERCE_PRODUCT_DETAIL_ENRICHMENT = 'ecommerce-product-detail-enrichment',
  INVENTORY_ALERTS_TRIGGERS = 'inventory-alerts-triggers',
  INVENTORY_HEALTH_CHECK = 'inventory-health-check',
  INVENTORY_JIT_REPLENISHMENT = 'inventory-jit-replenishment',
  INVENTORY_RESERVATION_VALIDATION = 'inventory-reservation-validation',
  LOGISTICS_CARRIER_SELECTION = 'logistics-carrier-selection',
  LOGISTICS_ETA_COMPUTATION = 'logistics-eta-computation',
  LOGISTICS_RETURNS_SUPPORT = 'logistics-returns-support',
  LOGISTICS_ROUTE_ISSUE_DETECTION = 'logistics-route-issue-detection',
  PRODUCT_MANAGEMENT_ACP_TRANSFORMATION = 'product-management-acp-transformation',
  PRODUCT_MANAGEMENT_ASSORTMENT_OPTIMIZATION = 'product-management-assortment-optimization',
  PRODUCT_MANAGEMENT_CONSISTENCY_VALIDATION = 'product-management-consistency-validation',
  PRODUCT_MANAGEMENT_NORMALIZATION_CLASSIFICATION = 'product-management-normalization-classification',
}

/** The agents with their databases. A number stays an agent's for ever: append new agents at the end. */
export const AGENTS: readonly Agent[] = [
  { name: AgentName.CRM_CAMPAIGN_INTELLIGENCE, redisDatabase: 1 },
  { name: AgentName.CRM_PROFILE_AGGREGATION, redisDatabase: 2 },
  { name: AgentName.CRM_SEGMENTATION_PERSONALIZATION, redisDatabase: 3 },
  { name: AgentName.CRM_SUPPORT_ASSISTANCE, redisDatabase: 4 },
  { name: AgentName.ECOMMERCE_CART_INTELLIGENCE, redisDatabase: 5 },
  { name: AgentName.ECOMMERCE_CATALOG_SEARCH, redisDatabase: 6 },
  { name: AgentName.ECOMMERCE_CHECKOUT_SUPPORT, redisDatabase: 7 },
  { name: AgentName.ECOMMERCE_ORDER_STATUS, redisDatabase: 8 },
  { name: AgentName.ECOMMERCE_PRODUCT_DETAIL_ENRICHMENT, redisDatabase: 9 },
  { name: AgentName.INVENTORY_ALERTS_TRIGGERS, redisDatabase: 10 },
  { name: AgentName.INVENTORY_HEALTH_CHECK, redisDatabase: 11 },
  { name: AgentName.INVENTORY_JIT_REPLENISHMENT, redisDatabase: 12 },
  { name: AgentName.INVENTORY_RESERVATION_VALIDATION, redisDatabase: 13 },
  { name: AgentName.LOGISTICS_CARRIER_SELECTION, redisDatabase: 14 },
  { name: AgentName.LOGISTICS_ETA_COMPUTATION, redisDatabase: 15 },
  { name: AgentName.LOGISTICS_RETURNS_SUPPORT, redisDatabase: 16 },
  { name: AgentName.LOGISTICS_ROUTE_ISSUE_DETECTION, redisDatabase: 17 },
  { name: AgentName.PRODUCT_MANAGEMENT_ACP_TRANSFORMATION, redisDatabase: 18 },
  { name: AgentName.PRODUCT_MANAGEMENT_ASSORTMENT_OPTIMIZATION, redisDatabase: 19 },
  { name: AgentName.PRODUCT_MANAGEMENT_CONSISTENCY_VALIDATION, redisDatabase: 20 },
  {
    name: AgentName.PRODUCT_MANAGEMENT_NORMALIZATION_CLASSIFICATION,
    redisDatabase: 21,
    memoryName: 'product-management-normalization',
  },
];
