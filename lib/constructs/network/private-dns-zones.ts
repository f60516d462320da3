import { type IConstruct } from 'constructs';
import { type PrivateLinkService } from '../../values/private-link-service';
import { type Region } from '../../values/region';

/** The private DNS zones of a network, one per service. */
export interface IPrivateDnsZones extends IConstruct {
  /**
   * Ids of the zones in which an endpoint to a service gets its records.
   *
   * @param endpoint the construct that asks, for the error
   * @throws ValidationError when a zone of the service is not among them
   */
  zoneIdsFor(endpoint: IConstruct, service: PrivateLinkService, region: Region): string[];
}
