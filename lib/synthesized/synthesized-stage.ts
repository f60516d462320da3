import { type Values } from './values';

/** A stage as synth wrote it: the Terraform JSON, as far as something is read from it. */
export interface SynthesizedStage {
  readonly name: string;
  /** Azure region of the app. */
  readonly location: string;
  /** Names of the stages that it depends on. */
  readonly dependencies: readonly string[];
  /** Resources by type and name. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, Values>>>>;
  /** Outputs by name. */
  readonly outputs: Readonly<Record<string, Values>>;
  /** Variables by name. */
  readonly variables: Readonly<Record<string, Values>>;
  /** Name of the stage whose state a `terraform_remote_state` reads. */
  readonly upstream: (remoteState: string) => string | undefined;
}

/** A resource with the stage that it is in. */
export interface PlacedResource {
  readonly stage: SynthesizedStage;
  readonly type: string;
  readonly name: string;
  readonly values: Values;
}

/** An attribute of a resource that something refers to. */
export interface Referred {
  readonly placed: PlacedResource;
  readonly attribute: string;
}
