import { type PlacedResource } from '../synthesized/synthesized-stage';
import { type Values } from '../synthesized/values';
import { PolicyValues } from './policy-values';

/** Place in the code of the app that made a construct. */
export interface SourcePlace {
  /** File, relative to the project, with `/` on every system. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** Resource of a synthesized stage, in the words of azurerm 4. Values of others that it refers to are in place of the references. */
export class PolicyResource extends PolicyValues {
  /** Name of the stage. */
  public readonly stage: string;
  /** Terraform address in the stage, without an index: `azurerm_storage_account.Account`. */
  public readonly address: string;
  /** Terraform type. */
  public readonly type: string;
  /** Arguments as synth wrote them, with their references. */
  public readonly written: Values;

  constructor(
    { stage, type, name, values: written }: PlacedResource,
    values: Values,
    /** Path of the construct. Absent where the app does not say. */
    public readonly constructPath?: string,
    /** Place in the code. Absent where synth did not look. */
    public readonly source?: SourcePlace,
  ) {
    super(values);
    this.stage = stage.name;
    this.type = type;
    this.address = `${type}.${name}`;
    this.written = written;
  }
}
