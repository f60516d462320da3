/** Pricing tier of Front Door and its firewall policies, which must be the same. */
export enum FrontDoorSku {
  /** Without private links, managed firewall rules and challenges of bots. */
  STANDARD = 'Standard_AzureFrontDoor',
  PREMIUM = 'Premium_AzureFrontDoor',
}
