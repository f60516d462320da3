import { type PlacedResource, type Referred, type SynthesizedStage } from './synthesized-stage';

/** Longest chain of references that is followed. */
const MAX_STEPS = 20;

/** The references of the resources of an app to each other, within a stage and through the outputs of others. */
export class References {
  /**
   * @param stageNamed the stage of a name; undefined where there is none
   */
  constructor(private readonly stageNamed: (name: string) => SynthesizedStage | undefined) {}

  /** The resource and the attribute that a text which is one reference refers to. */
  public referred(stage: SynthesizedStage | undefined, value: unknown, steps = MAX_STEPS): Referred | undefined {
    if (stage === undefined || typeof value !== 'string' || steps === 0) {
      return undefined;
    }
    const [, remote, output] = /^\$\{data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)\}$/.exec(value) ?? [];
    if (remote !== undefined && output !== undefined) {
      const upstream = this.stageNamed(stage.upstream(remote) ?? '');
      return this.referred(upstream, upstream?.outputs[output]?.['value'], steps - 1);
    }
    const [, type, name, attribute] = /^\$\{(\w+)\.([\w-]+)\.(\w+)\}$/.exec(value) ?? [];
    const values = stage.resources[type ?? '']?.[name ?? ''];
    return type === undefined || name === undefined || attribute === undefined || values === undefined
      ? undefined
      : this.through(stage, { stage, type, name, values }, attribute, steps);
  }

  /** A value with its references replaced by what they refer to; one that leads to nothing known stays a reference. */
  public resolved(stage: SynthesizedStage, value: unknown, steps = MAX_STEPS): unknown {
    if (typeof value === 'string') {
      return this.resolvedText(stage, value, steps);
    }
    if (Array.isArray(value)) {
      return value.map((each) => this.resolved(stage, each, steps));
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.resolved(stage, each, steps)]));
    }
    return value;
  }

  private resolvedText(stage: SynthesizedStage, text: string, steps: number): unknown {
    const variable = /^\$\{var\.([\w-]+)\}$/.exec(text)?.[1];
    if (variable !== undefined) {
      return stage.variables[variable]?.['default'] ?? text;
    }
    const referred = this.referred(stage, text, steps);
    const target = referred?.placed.values[referred.attribute];
    return referred === undefined || target === undefined || steps === 0
      ? text
      : this.resolved(referred.placed.stage, target, steps - 1);
  }

  /** What is referred to; an association passes on the id that it was given, such as that of its subnet. */
  private through(stage: SynthesizedStage, placed: PlacedResource, attribute: string, steps: number): Referred {
    const passedOn = attribute.endsWith('_id') ? placed.values[attribute] : undefined;
    return this.referred(stage, passedOn, steps - 1) ?? { placed, attribute };
  }
}
