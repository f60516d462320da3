import facts from '../../facts/import-ids.json';

/** What the answer of Azure must have for a resource to exist, such as the NAT gateway of a subnet. */
export interface Has {
  /** Path of a value, or of a list. */
  readonly at: string;
  /** Key in an item of the list that must be {@link is}. @default there is something at the path */
  readonly key?: string;
  /** Template of the value, compared as ids are: without regard to case. */
  readonly is?: string;
}

/** Facts about the import of one type. */
export interface ImportFact {
  /** Templates of the import id, from the arguments. */
  readonly id?: readonly string[];
  /** Template of the id that Azure is asked for. @default the import id */
  readonly get?: string;
  readonly has?: Has;
  /** Path of the import id in the answer of Azure. @default it follows from the arguments */
  readonly from?: string;
  /** Template of a list that has the resource. @default its name is known */
  readonly list?: string;
  /** Templates of the values that tell the resource in the list, by their paths. */
  readonly where?: Readonly<Record<string, string>>;
  /** API version, where the newest stable one does not serve. */
  readonly apiVersion?: string;
  /** Whether azurerm cannot import the type, and takes over what is there when it creates it. @default false */
  readonly takenOver?: boolean;
  /** Reason why its import id cannot be worked out. */
  readonly unknown?: string;
}

const types: Readonly<Record<string, ImportFact>> = facts.types;
const attributes: Readonly<Record<string, string>> = facts.attributes;

/** Facts about the import of a type, where the library knows it. */
export function importFactOf(type: string): ImportFact | undefined {
  return types[type];
}

/** Path of an attribute in the answers of Azure, such as `properties.principalId`; undefined where none is known. */
export function pathOfAttribute(type: string, steps: readonly (string | number)[]): string | undefined {
  const name = steps.join('.');
  return attributes[`${type}.${name}`] ?? attributes[`*.${name}`];
}
