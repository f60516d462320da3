/** Protocol by which Front Door asks origins. */
export enum FrontDoorForwarding {
  HTTP_ONLY = 'HttpOnly',
  HTTPS_ONLY = 'HttpsOnly',
  /** As the client asked. */
  MATCH_REQUEST = 'MatchRequest',
}

/** Protocol by which clients ask. */
export enum FrontDoorProtocol {
  HTTP = 'Http',
  HTTPS = 'Https',
}
