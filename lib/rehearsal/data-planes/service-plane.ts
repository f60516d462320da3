import { ArmError, answerOrRefusal } from '../arm/arm-error';
import { type Azure } from '../arm/arm-request';
import { type Resource } from '../arm/resource-store';
import { type Answer, type Loopback, type Plane } from '../loopback/plane';

/** Service whose resources have hosts of their own: `kv-shop.vault.azure.net`. */
export interface HostedService {
  /** Type of the resources. */
  readonly type: string;
  /** Domain of their hosts. */
  readonly suffix: string;
  /** Refusal of a host that no resource has. */
  readonly missing: { readonly code: string; readonly what: string };
}

/** Data plane of a service: finds the resource of a host, and refuses requests without a token. */
export abstract class ServicePlane implements Plane {
  public readonly hosts: readonly string[];

  constructor(
    protected readonly azure: Azure,
    private readonly service: HostedService,
  ) {
    this.hosts = [`*.${service.suffix}`];
  }

  public answer(request: Loopback): Answer {
    return answerOrRefusal(
      () => {
        const resource = this.resourceOf(request.url.hostname);
        return request.headers['authorization'] === undefined ? this.unauthorized : this.handle(request, resource);
      },
      (error) => this.refusal(error),
    );
  }

  /** Answer to a request without a token. */
  protected abstract get unauthorized(): Answer;

  /** @throws ArmError */
  protected abstract handle(request: Loopback, resource: Resource): Answer;

  /** Answer of the service for a refusal. */
  protected abstract refusal(error: ArmError): Answer;

  private resourceOf(host: string): Resource {
    const { type, missing } = this.service;
    const resource = this.azure.store.named(type, host.slice(0, host.indexOf('.')));
    if (resource === undefined) {
      throw new ArmError(404, missing.code, `There is no ${missing.what} with the host ${host}.`);
    }
    return resource;
  }
}
