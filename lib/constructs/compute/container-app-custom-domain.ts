import { ContainerAppCustomDomain as ContainerAppCustomDomainResource } from '@cdktf/provider-azurerm/lib/container-app-custom-domain';
import { Construct } from 'constructs';
import { Checks } from '../checks';
import { addCheck } from '../stage-check';
import { type IContainerApp } from './container-app';

export interface CustomDomainOptions {
  /**
   * Id of a certificate of the environment.
   *
   * @default none: the name is bound without one, until a managed certificate of Azure's is bound outside Terraform, which is left alone
   */
  readonly certificateId?: string;
}

export interface ContainerAppCustomDomainProps extends CustomDomainOptions {
  readonly app: IContainerApp;
  /** Such as `api.example.com`. */
  readonly hostName: string;
}

/**
 * A host name of yours for the ingress of a container app.
 *
 * Azure asks the public DNS for the TXT record `asuid.<host name>`, which must hold the verification id of the app.
 */
export class ContainerAppCustomDomain extends Construct {
  public readonly customDomainId: string;

  /** Source of the rules: azurerm internal/services/containerapps/container_app_custom_domain_resource.go and its docs page. */
  constructor(scope: Construct, id: string, props: ContainerAppCustomDomainProps) {
    super(scope, id);
    const { hostName, certificateId } = props;
    new Checks(this)
      .that(
        'hostName',
        hostName,
        hostName.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(hostName),
        'a host name in lower case, such as api.example.com, without asuid.',
      )
      .done();
    const resource = new ContainerAppCustomDomainResource(this, 'Resource', {
      name: hostName,
      containerAppId: props.app.containerAppId,
      containerAppEnvironmentCertificateId: certificateId,
      certificateBindingType: certificateId === undefined ? undefined : 'SniEnabled',
      // A managed certificate is bound asynchronously; seen as a change, it would replace the domain.
      lifecycle:
        certificateId === undefined
          ? { ignoreChanges: ['certificate_binding_type', 'container_app_environment_certificate_id'] }
          : undefined,
    });
    addCheck(this, 'certificate', resource);
    this.customDomainId = resource.id;
  }
}
