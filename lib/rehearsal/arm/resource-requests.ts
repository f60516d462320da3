import { type Answer } from '../loopback/plane';
import { ArmError, conflict, unsupported } from './arm-error';
import { type ArmRequest } from './arm-request';
import { isObject, type JsonObject, merged } from './json';
import { forgetIdentity, withIdentities } from './managed-identities';
import { refuseLocked } from './management-locks';
import { type Operations } from './operations';
import { namespaceOf } from './resource-id';
import { type Resource } from './resource-store';
import { type ResourceProvider, type ResourceType } from './resource-type';
import {
  checkContainer,
  checkName,
  checkReferences,
  checkRegistered,
  checkTracked,
  normalizeLocation,
  type TypesByName,
} from './write-rules';

/** Requests on resources, which all resource providers answer in the same way. */
export class ResourceRequests {
  private readonly types: TypesByName;

  constructor(
    providers: readonly ResourceProvider[],
    private readonly operations: Operations,
  ) {
    this.types = new Map(providers.flatMap(({ types }) => types.map((type) => [type.type.toLowerCase(), type])));
  }

  public answer(request: ArmRequest): Answer {
    const { method, id } = request;
    if (id.isCollection) {
      return this.answerBelow(request);
    }
    const type = this.typeOf(id.type);
    switch (method) {
      case 'GET':
        return { status: 200, body: this.shown(this.find(request, type), type, request) };
      case 'HEAD':
        return { status: this.tryFind(request, type) === undefined ? 404 : 204 };
      case 'PUT':
        return this.put(request, type);
      case 'PATCH':
        return this.patch(request, type);
      case 'DELETE':
        return this.delete(request, type);
      default:
        throw unsupported(`${method} of ${id.type}`);
    }
  }

  private typeOf(name: string): ResourceType {
    const type = this.types.get(name.toLowerCase());
    if (type === undefined) {
      throw unsupported(`the resource type ${name}`);
    }
    return type;
  }

  /** Collection, action or view. */
  private answerBelow(request: ArmRequest): Answer {
    const { method, id, azure } = request;
    const segment = id.type.slice(id.type.lastIndexOf('/') + 1).toLowerCase();
    const owner =
      id.parent === undefined ? undefined : this.types.get(id.type.slice(0, id.type.lastIndexOf('/')).toLowerCase());
    const handler =
      method === 'POST' ? owner?.actions?.[segment] : method === 'GET' ? owner?.views?.[segment] : undefined;
    if (owner !== undefined && handler !== undefined && id.parent !== undefined) {
      return this.act({ ...request, id: { ...id, id: id.parent, key: id.parent.toLowerCase() } }, owner, handler);
    }
    if (method !== 'GET') {
      throw unsupported(`${method} ${id.type}`);
    }
    const type = this.typeOf(id.type);
    const found =
      id.parent === undefined ? azure.store.ofType(type.type, id.scope) : azure.store.children(type.type, id.parent);
    const listed = type.list?.(request, found) ?? found;
    return { status: 200, body: { value: listed.map((each) => this.shown(each, type, request)) } };
  }

  private act(request: ArmRequest, type: ResourceType, handler: NonNullable<ResourceType['actions']>[string]): Answer {
    const { id, method } = request;
    const owner = { ...request, id: { ...id, isCollection: false, name: id.names.at(-1) ?? '', type: type.type } };
    const resource = this.find(owner, type);
    const isWrite = method === 'POST' && !/^(list|get|check)/i.test(id.type.slice(id.type.lastIndexOf('/') + 1));
    if (isWrite) {
      refuseLocked(owner, 'write');
    }
    const body = handler(owner, resource);
    if (isWrite && type.longRunning?.includes('POST') === true) {
      return { status: 202, headers: this.startOperation(owner, { result: body }) };
    }
    return { status: 200, body };
  }

  private tryFind({ id, azure, ...rest }: ArmRequest, type: ResourceType): Resource | undefined {
    return azure.store.get(id.id) ?? type.implied?.({ id, azure, ...rest }, id.id);
  }

  private find(request: ArmRequest, type: ResourceType): Resource {
    const { id, azure } = request;
    const found = this.tryFind(request, type);
    if (found !== undefined && !azure.store.has(id.id)) {
      // What is implied is a part of something that has to be there.
      checkContainer(request, type, this.types);
    }
    if (found !== undefined) {
      return found;
    }
    checkContainer(request, type, this.types);
    if (type.type === 'Microsoft.Resources/resourceGroups') {
      throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${id.name}' could not be found.`);
    }
    throw new ArmError(
      404,
      'ResourceNotFound',
      `The Resource '${id.type}/${id.names.join('/')}' under resource group '${id.resourceGroup ?? ''}' was not found.`,
    );
  }

  private put(request: ArmRequest, type: ResourceType): Answer {
    const { azure, id } = request;
    if (type.put === undefined) {
      throw unsupported(`PUT of ${type.type}`);
    }
    refuseLocked(request, 'write');
    this.refuseBusy(request, type);
    checkRegistered(request);
    checkContainer(request, type, this.types);
    checkName(request, type);
    const existing = azure.store.get(id.id);
    checkTracked(request, type, existing);
    checkReferences(request, type, this.types);
    const body = request.body;
    const location = typeof body['location'] === 'string' ? { location: normalizeLocation(body['location']) } : {};
    const properties = isObject(body['properties']) ? body['properties'] : {};
    const draft: Resource = {
      ...body,
      ...location,
      id: existing?.id ?? id.id,
      name: id.name,
      type: type.type,
      properties,
    };
    const resource = type.put(request, withIdentities(request, draft), existing ?? type.implied?.(request, id.id));
    azure.store.set(resource);
    const { created = 201, updated = 200 } = type.status ?? {};
    return this.written(request, { type, resource, status: existing === undefined ? created : updated });
  }

  private patch(request: ArmRequest, type: ResourceType): Answer {
    const existing = this.find(request, type);
    const body = type.patch?.(request, existing, request.body) ?? (merged(existing, request.body) as JsonObject);
    // What is implied is not created by a PATCH.
    const status = { ...type.status, created: type.status?.updated ?? 200 };
    return this.put({ ...request, method: 'PATCH', body }, { ...type, status });
  }

  private written(
    request: ArmRequest,
    { type, resource, status }: { readonly type: ResourceType; readonly resource: Resource; readonly status: number },
  ): Answer {
    const isLong = type.longRunning?.includes(request.method as 'PUT') === true;
    const headers = isLong ? this.startOperation(request, { type }) : undefined;
    return { status, headers, body: this.shown(resource, type, request) };
  }

  private delete(request: ArmRequest, type: ResourceType): Answer {
    const { azure, id } = request;
    const { deleted = 200, missing = 204 } = type.status ?? {};
    const resource = azure.store.get(id.id);
    if (resource === undefined) {
      return {
        status: missing,
        body: missing === 404 ? { error: { code: 'ResourceNotFound', message: `${id.id} was not found.` } } : undefined,
      };
    }
    if (type.put === undefined) {
      throw unsupported(`DELETE of ${type.type}`);
    }
    refuseLocked(request, 'delete');
    this.refuseBusy(request, type);
    type.remove?.(request, resource);
    for (const each of [resource, ...azure.store.below(id.id)]) {
      forgetIdentity(request, each);
    }
    azure.store.delete(id.id);
    return type.longRunning?.includes('DELETE') === true
      ? { status: 202, headers: this.startOperation(request, { type }) }
      : { status: deleted };
  }

  private startOperation(
    request: ArmRequest,
    { type, result }: { readonly type?: ResourceType; readonly result?: JsonObject },
  ) {
    const { id, azure } = request;
    const namespace = namespaceOf(id.type);
    const on = type === undefined ? undefined : exclusionOf(request, type);
    return this.operations.start({ namespace, subscriptionId: id.subscriptionId ?? azure.subscriptionId, on }, result);
  }

  /** Refuses a write that another operation excludes. */
  private refuseBusy(request: ArmRequest, type: ResourceType): void {
    const on = exclusionOf(request, type);
    if (on !== undefined && this.operations.isBusy(on)) {
      throw conflict(
        type.exclusive?.code ?? 'Conflict',
        `Another operation is being performed on the parent resource '${request.id.parent ?? request.id.id}'. Please try again later.`,
      );
    }
  }

  private shown(resource: Resource, type: ResourceType, request: ArmRequest): JsonObject {
    return type.read?.(resource, request) ?? resource;
  }
}

/** What a write of a resource excludes other writes from. */
function exclusionOf({ id }: ArmRequest, { exclusive }: ResourceType): string | undefined {
  return exclusive === undefined
    ? undefined
    : exclusive.within === 'parent' && id.parent !== undefined
      ? id.parent.toLowerCase()
      : id.key;
}
