import { remoteStates } from '../../toolkit/references/remote-states';
import { type StageUnit } from '../../toolkit/unit/stage-unit';
import { type Environment, valueOf } from '../../toolkit/host/environment-variables';
import { type Expression, parseTemplate } from './expression';
import { UnknownValue } from './unknown-value';

/** Block of a stage: a resource, or a data source. */
export interface Block {
  readonly unit: StageUnit;
  readonly isData: boolean;
  readonly type: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What {@link StageValues} needs to know. */
export interface StageValuesProps {
  readonly units: readonly StageUnit[];
  readonly env: Environment;
  readonly subscriptionId: string;
  /** Value of an attribute that is neither an argument nor in the state, such as the id. */
  readonly attributeOf: (block: Block, steps: readonly (string | number)[]) => Promise<unknown>;
}

type Steps = readonly (string | number)[];

/**
 * Values of the Terraform JSON of stages as far as they are known before an apply: literals, arguments and ids of resources, what is in states, and outputs
 * of other stages.
 */
export class StageValues {
  /** Block of a stage by its address without an index. */
  public static blockOf(unit: StageUnit, isData: boolean, type: string, name: string): Block | undefined {
    const { data, resource } = unit.stage.template;
    const found = (isData ? data : resource)?.[type]?.[name];
    return found === undefined ? undefined : { unit, isData, type, name, arguments: found };
  }

  constructor(private readonly props: StageValuesProps) {}

  /**
   * Value of an argument as text.
   *
   * @throws UnknownValue when it is not known
   */
  public async textOf(unit: StageUnit, value: unknown): Promise<string> {
    const found = await this.valueOf(unit, value);
    if ((typeof found === 'string' && found !== '') || typeof found === 'number') {
      return String(found);
    }
    throw new UnknownValue('an argument that is part of its id is neither text nor a number');
  }

  private async valueOf(unit: StageUnit, value: unknown): Promise<unknown> {
    return typeof value === 'string' ? this.evaluate(unit, parseTemplate(value)) : value;
  }

  private async evaluate(unit: StageUnit, expression: Expression): Promise<unknown> {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'template': {
        const parts = await this.all(unit, expression.parts);
        return parts.map(String).join('');
      }
      case 'list':
        return this.all(unit, expression.items);
      case 'call':
        return called(expression.name, await this.all(unit, expression.args));
      case 'reference':
        return this.referred(unit, expression.steps);
    }
  }

  private all(unit: StageUnit, expressions: readonly Expression[]): Promise<unknown[]> {
    return Promise.all(expressions.map((each) => this.evaluate(unit, each)));
  }

  private async referred(unit: StageUnit, steps: Steps): Promise<unknown> {
    const [root, ...rest] = steps.map(String);
    const { template } = unit.stage;
    switch (root) {
      case 'data':
        return rest[0] === 'terraform_remote_state'
          ? this.output(unit, rest[1] ?? '', rest[3] ?? '')
          : this.attribute(unit, true, steps.slice(1));
      case 'var':
        return this.variable(unit, rest[0] ?? '');
      case 'local':
        return this.at(unit, template.locals?.[rest[0] ?? ''], steps.slice(2), steps);
      default:
        return this.attribute(unit, false, steps);
    }
  }

  private async attribute(unit: StageUnit, isData: boolean, steps: Steps): Promise<unknown> {
    const [type = '', name = ''] = steps.map(String);
    const path = steps.slice(2);
    if (isData && type === 'azurerm_client_config' && path[0] === 'subscription_id') {
      return this.props.subscriptionId;
    }
    const block = StageValues.blockOf(unit, isData, type, name);
    if (block === undefined || path.length === 0) {
      throw notKnown(steps);
    }
    const state = isData ? undefined : (await unit.state())?.attributesOf(`${type}.${name}`);
    const inState = state === undefined ? undefined : part(state, path);
    if (inState !== undefined && inState !== null) {
      return inState;
    }
    return path[0] !== 'id' && part(block.arguments, path) !== undefined
      ? this.at(unit, block.arguments, path, steps)
      : this.props.attributeOf(block, path);
  }

  private at(unit: StageUnit, value: unknown, path: Steps, steps: Steps): Promise<unknown> {
    const found = part(value, path);
    if (found === undefined) {
      throw notKnown(steps);
    }
    return this.valueOf(unit, found);
  }

  /** Output of another stage: that of its last apply, or what its code says. */
  private async output(unit: StageUnit, source: string, name: string): Promise<unknown> {
    const artifact = remoteStates(unit.stage).get(source);
    const writer = this.props.units.find(({ stage }) => stage === artifact);
    const state = await writer?.state();
    const { [name]: applied } = state?.outputs ?? {};
    if (applied !== undefined) {
      return applied.value;
    }
    const value = writer?.stage.template.output?.[name]?.['value'];
    if (writer === undefined || value === undefined) {
      throw new UnknownValue(`output ${name} of ${writer?.name ?? 'a stage outside of this app'} is not known`);
    }
    return this.valueOf(writer, value);
  }

  private async variable(unit: StageUnit, name: string): Promise<unknown> {
    const declared = unit.stage.template.variable?.[name];
    const value = valueOf(this.props.env, `TF_VAR_${name}`) ?? declared?.['default'];
    if (declared?.['sensitive'] === true || value === undefined || value === null) {
      throw new UnknownValue(`var.${name} is not known`);
    }
    return Promise.resolve(value);
  }
}

function notKnown(steps: Steps): UnknownValue {
  return new UnknownValue(`${steps.join('.')} is known only after it is applied`);
}

/** Part of a value; a single block of Terraform JSON is its own first one. */
function part(value: unknown, path: Steps): unknown {
  return path.reduce<unknown>((inside, step) => {
    if (inside === null || typeof inside !== 'object') {
      return undefined;
    }
    return step === 0 && !Array.isArray(inside) ? inside : (inside as Readonly<Record<string | number, unknown>>)[step];
  }, value);
}

/** Functions of Terraform that the constructs make ids with: https://developer.hashicorp.com/terraform/language/functions */
function called(name: string, args: readonly unknown[]): unknown {
  const [first, second] = args;
  switch (name) {
    case 'basename':
      return String(first).split('/').at(-1);
    case 'lower':
      return String(first).toLowerCase();
    case 'split':
      return String(second).split(String(first));
    case 'join':
      return Array.isArray(second) ? second.join(String(first)) : undefined;
    case 'element':
      return Array.isArray(first) ? first[Number(second) % first.length] : undefined;
    default:
      throw new UnknownValue(`only Terraform can work out ${name}()`);
  }
}
