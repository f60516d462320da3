import { type Json, type JsonObject } from './json';
import { parseResourceId, type ResourceId } from './resource-id';

/** Resource as Azure keeps it. */
export interface Resource extends JsonObject {
  id: string;
  name: string;
  type: string;
  location?: string;
  properties: JsonObject;
}

const ID = /^\/subscriptions\/[^/]+\/(resourcegroups\/[^/]+)?/i;

/** Resources of the loopback Azure by id, in the order of their creation. */
export class ResourceStore {
  private readonly byKey = new Map<string, Resource>();
  /** Resources by type and key, in lower case: every write looks for management locks. */
  private readonly byType = new Map<string, Map<string, Resource>>();
  /** Keys of resources by the keys of the resources that they refer to. */
  private readonly referring = new Map<string, Set<string>>();

  public get(id: string): Resource | undefined {
    return this.byKey.get(id.toLowerCase());
  }

  public has(id: string): boolean {
    return this.byKey.has(id.toLowerCase());
  }

  public set(resource: Resource): void {
    const key = resource.id.toLowerCase();
    this.forget(key, this.byKey.get(key));
    this.byKey.set(key, resource);
    const type = resource.type.toLowerCase();
    this.byType.set(type, (this.byType.get(type) ?? new Map<string, Resource>()).set(key, resource));
    for (const id of idsIn(resource)) {
      this.referring.set(id, (this.referring.get(id) ?? new Set()).add(key));
    }
  }

  /** Deletes a resource and everything below it. */
  public delete(id: string): void {
    const key = id.toLowerCase();
    for (const each of [...this.byKey.keys()].filter((other) => other === key || other.startsWith(`${key}/`))) {
      const resource = this.byKey.get(each);
      this.forget(each, resource);
      this.byKey.delete(each);
      this.byType.get(resource?.type.toLowerCase() ?? '')?.delete(each);
    }
  }

  /** Resources below an id, at any depth: of a resource group, a resource, or a subscription. */
  public below(id: string): readonly Resource[] {
    const prefix = `${id.toLowerCase()}/`;
    return [...this.byKey].filter(([key]) => key.startsWith(prefix)).map(([, resource]) => resource);
  }

  /** Resources of a type, below an id where one is given. */
  public ofType(type: string, below = ''): readonly Resource[] {
    const all = [...(this.byType.get(type.toLowerCase()) ?? [])];
    const prefix = `${below.toLowerCase()}/`;
    return all.filter(([key]) => below === '' || key.startsWith(prefix)).map(([, resource]) => resource);
  }

  /** First resource of a type with a name, in whatever case. */
  public named(type: string, name: string): Resource | undefined {
    const wanted = name.toLowerCase();
    return this.ofType(type).find((each) => each.name.toLowerCase() === wanted);
  }

  /** Resources of a type directly below a resource, or in a resource group or at a scope. */
  public children(type: string, of: string): readonly Resource[] {
    const depth = of.split('/').length;
    return this.ofType(type, of).filter(({ id }) => {
      const more = id.split('/').length - depth;
      return more === 2 || (more === 4 && parseResourceId(id)?.scope.toLowerCase() === of.toLowerCase());
    });
  }

  /** Resources that have the id of another one in their properties, those below that one excluded. */
  public referringTo(id: string, types?: RegExp): readonly Resource[] {
    const key = id.toLowerCase();
    return [...(this.referring.get(key) ?? [])]
      .filter((other) => other !== key && !other.startsWith(`${key}/`))
      .map((other) => this.byKey.get(other))
      .filter((resource): resource is Resource => resource !== undefined)
      .filter(({ type }) => types === undefined || types.test(type));
  }

  private forget(key: string, resource: Resource | undefined): void {
    for (const id of resource === undefined ? [] : idsIn(resource)) {
      this.referring.get(id)?.delete(key);
    }
  }
}

/** Ids of other resources in the body of one, for comparisons. */
export function idsIn(resource: Json | JsonObject | undefined): readonly string[] {
  return [...new Set(stringsIn(resource).map(({ id }) => id.key))];
}

/** References in a body with their ids. */
export function referencesIn(body: Json | undefined): readonly ResourceId[] {
  return stringsIn(body).map(({ id }) => id);
}

function stringsIn(value: Json | undefined, found: { readonly id: ResourceId }[] = []): { readonly id: ResourceId }[] {
  if (typeof value === 'string' && ID.test(value)) {
    const id = parseResourceId(value);
    if (id !== undefined && !id.isCollection) {
      found.push({ id });
    }
  } else if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach((each) => stringsIn(each, found));
  }
  return found;
}
