import { type FoundResource } from '../../toolkit/io/imports';
import { type SoughtResource } from '../../toolkit/run/import-finder';
import { type RunContext } from '../../toolkit/run/run-context';
import { withoutIndex } from '../../toolkit/unit/import-mapping';
import { type StageUnit } from '../../toolkit/unit/stage-unit';
import { type AzureAccess } from '../azure-access';
import { armTypeOf } from '../arm-id';
import { type ArmResource, AzureLookup } from './azure-lookup';
import { type ImportFact, importFactOf, pathOfAttribute } from './import-facts';
import { type Block, StageValues } from './stage-values';
import { UnknownValue } from './unknown-value';

/** Import id of a resource, or that it has none. */
interface Place {
  /** Import id; undefined where Azure would have to know it, and has no such resource. */
  readonly id?: string;
  /** Whether Azure has the resource. */
  readonly exists: boolean;
}

/** Finder of the resources of stages in Azure, by the ids that follow from their arguments. */
export class ResourceFinder {
  private readonly values: StageValues;
  private readonly azure: AzureLookup;
  private readonly mapped = new Map<string, string>();
  private readonly ids = new Map<string, Promise<Place>>();

  constructor(
    run: RunContext,
    private readonly access: Pick<AzureAccess, 'arm' | 'subscriptionId'>,
  ) {
    this.azure = new AzureLookup(access.arm, access.subscriptionId);
    this.values = new StageValues({
      units: run.units,
      env: run.session.env,
      subscriptionId: access.subscriptionId,
      attributeOf: (block, steps) => this.attributeOf(block, steps),
    });
  }

  /**
   * Looks for resources in Azure; the result is in the order of the question.
   *
   * @throws AzureError when Azure refuses to answer
   */
  public async find(sought: readonly SoughtResource[]): Promise<readonly FoundResource[]> {
    sought.forEach(({ unit, address, id }) => {
      if (id !== undefined) {
        this.mapped.set(keyOf(unit, address), id);
      }
    });
    try {
      return await Promise.all(sought.map((each) => this.look(each)));
    } finally {
      this.azure.stop();
    }
  }

  private async look({ unit, address, id: mapped }: SoughtResource): Promise<FoundResource> {
    const [type = '', name = ''] = withoutIndex(address).split('.');
    const about = { stage: unit.name, address, type, constructPath: unit.stage.originOf(address).constructPath };
    if (importFactOf(type)?.takenOver === true) {
      return { ...about, status: 'taken-over' };
    }
    try {
      const block = StageValues.blockOf(unit, false, type, name);
      const { id, exists } =
        mapped === undefined && block !== undefined ? await this.placeOf(block) : await this.mappedPlace(mapped ?? '');
      return { ...about, status: exists ? 'found' : 'missing', ...(id === undefined ? {} : { id }) };
    } catch (error) {
      if (!(error instanceof UnknownValue)) {
        throw error;
      }
      const { message: why, isMissing } = error;
      return { ...about, status: isMissing ? 'missing' : 'unknown', why };
    }
  }

  /** Place of a resource whose id the user gave: one of Resource Manager is looked up, that of a data plane is left to the provider. */
  private async mappedPlace(id: string): Promise<Place> {
    const isKnown = armTypeOf(id) === undefined || (await this.azure.find(id)) !== undefined;
    return { id, exists: isKnown };
  }

  private placeOf(block: Block): Promise<Place> {
    const key = keyOf(block.unit, addressOf(block));
    const place = this.ids.get(key) ?? this.askedPlace(block);
    this.ids.set(key, place);
    return place;
  }

  private async askedPlace(block: Block): Promise<Place> {
    const fact = factOf(block);
    if (fact.list !== undefined) {
      return this.listed(block, fact, fact.list);
    }
    const id = fact.from === undefined ? await this.idOf(block) : undefined;
    const asked = fact.get === undefined ? (id ?? '') : await this.rendered(block, fact.get);
    const answer = await this.azure.find(asked, fact.apiVersion);
    if (fact.from !== undefined) {
      const found = valueAt(answer, fact.from);
      return typeof found === 'string' ? { id: found, exists: true } : { exists: false };
    }
    return { id, exists: answer !== undefined && (await this.has(block, fact, answer)) };
  }

  private async has(block: Block, { has }: ImportFact, answer: ArmResource): Promise<boolean> {
    if (has === undefined) {
      return true;
    }
    const found = valueAt(answer, has.at);
    const items = (Array.isArray(found) ? found : [found]).filter((item) => item !== undefined && item !== null);
    if (has.key === undefined || has.is === undefined) {
      return items.length > 0;
    }
    const { key } = has;
    const wanted = await this.rendered(block, has.is);
    return items.some((item) => isSame(valueAt(item, key), wanted));
  }

  /** Place of a resource that has no name of ours: the first in the list with its values. */
  private async listed(block: Block, { where = {} }: ImportFact, list: string): Promise<Place> {
    const wanted = await Promise.all(
      Object.entries(where).map(async ([path, template]) => [path, await this.rendered(block, template)] as const),
    );
    const items = await this.azure.list(await this.rendered(block, list));
    const found = items.find((item) => wanted.every(([path, value]) => isSame(valueAt(item, path), value)));
    return typeof found?.['id'] === 'string' ? { id: found['id'], exists: true } : { exists: false };
  }

  /** Import id of a block, whether the resource exists or not. */
  private async idOf(block: Block): Promise<string> {
    const fact = factOf(block);
    const template = fact.id?.find((each) =>
      namesIn(each).every((name) => name === 'subscription' || name in block.arguments),
    );
    if (template === undefined) {
      throw new UnknownValue(fact.unknown ?? 'it lacks an argument that is part of its id');
    }
    return this.rendered(block, template);
  }

  private async rendered(block: Block, template: string): Promise<string> {
    const names = namesIn(template);
    const values = await Promise.all(
      names.map((name) =>
        name === 'subscription'
          ? this.access.subscriptionId
          : this.values.textOf(block.unit, block.arguments[name] ?? ''),
      ),
    );
    return template.replaceAll(NAME, (_, name: string) => values[names.indexOf(name)] ?? '');
  }

  /** Attribute that follows from no argument: the id, or what Azure alone knows. */
  private async attributeOf(block: Block, steps: readonly (string | number)[]): Promise<unknown> {
    const key = keyOf(block.unit, addressOf(block));
    const mapped = block.isData ? undefined : this.mapped.get(key);
    if (steps.join('.') === 'id') {
      return mapped ?? (factOf(block).id === undefined ? (await this.placeOf(block)).id : this.idOf(block));
    }
    const path = pathOfAttribute(block.type, steps);
    if (path === undefined) {
      throw new UnknownValue(`${addressOf(block)}.${steps.join('.')} is known only after it is applied`);
    }
    const answer = await this.azure.find(mapped ?? (await this.idOf(block)));
    const value = valueAt(answer, path);
    if (value === undefined || value === null) {
      throw new UnknownValue(`${addressOf(block)} is not there`, true);
    }
    return value;
  }
}

const NAME = /\{(\w+)\}/g;

function namesIn(template: string): string[] {
  return [...template.matchAll(NAME)].map(([, name = '']) => name);
}

function factOf({ type, arguments: args }: Block): ImportFact {
  const fact = importFactOf(type);
  if (fact === undefined) {
    throw new UnknownValue(`the form of the ids of ${type} is not known`);
  }
  if ('count' in args || 'for_each' in args) {
    throw new UnknownValue('it has count or for_each: map its instances');
  }
  if (fact.unknown !== undefined) {
    throw new UnknownValue(fact.unknown);
  }
  return fact;
}

function addressOf({ isData, type, name }: Block): string {
  return `${isData ? 'data.' : ''}${type}.${name}`;
}

function keyOf(unit: StageUnit, address: string): string {
  return `${unit.name}/${address}`;
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inside, key) =>
        typeof inside === 'object' && inside !== null ? (inside as Readonly<Record<string, unknown>>)[key] : undefined,
      value,
    );
}

/** Whether two values are the same; ids are compared without regard to case, and roles by their GUIDs: built-in ones have ids with and without a subscription. */
function isSame(value: unknown, wanted: string): boolean {
  const [one, other] = [String(value), wanted].map((text) => {
    const [, role] = /\/roleDefinitions\/([^/]+)$/i.exec(text) ?? [];
    return (role ?? text).toLowerCase();
  });
  return one === other;
}
