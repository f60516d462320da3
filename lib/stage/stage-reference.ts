import { type TerraformRemoteState, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { readState } from './backend';
import { StagedApp } from './staged-app';

export interface StageReferenceProps {
  /** Name of the app that the stage belongs to. @default this app's */
  readonly app?: string;
  /** `shared`, or the project whose stage it is. @default shared */
  readonly scope?: string;
  /** @default this environment */
  readonly environment?: string;
  /** Name of the stage: `stage-foundation`. */
  readonly stage: string;
}

/**
 * A stage of another repository or project, read through its state in the same backend.
 *
 * Within one app you need none: pass the constructs of one stage to another.
 */
export class StageReference extends Construct {
  private readonly state: TerraformRemoteState;

  constructor(scope: Construct, id: string, props: StageReferenceProps) {
    super(scope, id);
    const app = StagedApp.of(this);
    const address = {
      app: props.app ?? app.name,
      scope: props.scope ?? 'shared',
      environment: props.environment ?? app.settings.environment,
      stage: props.stage,
    };
    this.state = readState(this, app.settings.backend, address, app.locationOf(TerraformStack.of(this)));
  }

  /** An output that the stage declares with `addOutput`, as text. */
  public output(name: string): string {
    return this.state.getString(name);
  }
}
