import { z } from 'zod';
import { AzstageError } from '../errors';
import { type StateResource } from '../toolkit/terraform/terraform-state';
import { type StageUnit } from '../toolkit/unit/stage-unit';
import { nameIn } from './arm-id';
import { textAt } from './subject';

const CONNECTION = z.array(z.object({ private_connection_resource_id: z.string() })).min(1);
const NETWORK = z.array(z.object({ subnet_id: z.string() })).min(1);

/** Virtual networks that services answer in, according to the states of all stages. */
export class Networks {
  private known?: Promise<readonly StateResource[]>;

  /** @param units all stages of the app: endpoints and environments may be in others than the service */
  constructor(private readonly units: readonly StageUnit[]) {}

  /** Name of the network of a resource; undefined where no state says so. */
  public async of(subject: StateResource): Promise<string | undefined> {
    const resources = await this.resources();
    const subnet = ownSubnet(subject) ?? subnetOfEndpoint(subject, resources) ?? subnetOfApp(subject, resources);
    return subnet === undefined ? undefined : nameIn(subnet, 'virtualNetworks');
  }

  /** Resources and data sources of all stages that are deployed. */
  public resources(): Promise<readonly StateResource[]> {
    return (this.known ??= this.read());
  }

  private async read(): Promise<readonly StateResource[]> {
    const states = await Promise.all(
      this.units.map((unit) =>
        unit.state().catch((error: unknown) => {
          if (error instanceof AzstageError) {
            return undefined;
          }
          throw error;
        }),
      ),
    );
    return states.flatMap((state) => state?.resources ?? []);
  }
}

function ownSubnet(subject: StateResource): string | undefined {
  const network = NETWORK.safeParse(subject.attributes['virtual_network_configuration']);
  return textAt(subject, 'delegated_subnet_id') ?? (network.success ? network.data[0]?.subnet_id : undefined);
}

/** Subnet of a private endpoint of a resource, or of the account that it is part of. */
function subnetOfEndpoint(subject: StateResource, resources: readonly StateResource[]): string | undefined {
  const ids = [textAt(subject, 'id'), textAt(subject, 'cognitive_account_id')].map((id) => id?.toLowerCase());
  const endpoint = resources
    .filter(({ type }) => type === 'azurerm_private_endpoint')
    .find(({ attributes }) => {
      const connection = CONNECTION.safeParse(attributes['private_service_connection']);
      return connection.success && ids.includes(connection.data[0]?.private_connection_resource_id.toLowerCase());
    });
  return endpoint && textAt(endpoint, 'subnet_id');
}

function subnetOfApp(subject: StateResource, resources: readonly StateResource[]): string | undefined {
  const id = textAt(subject, 'container_app_environment_id')?.toLowerCase();
  const environment = resources.find(
    (each) => each.type === 'azurerm_container_app_environment' && textAt(each, 'id')?.toLowerCase() === id,
  );
  return environment && textAt(environment, 'infrastructure_subnet_id');
}
