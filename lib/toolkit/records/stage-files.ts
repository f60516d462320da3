import path from 'node:path';
import { type StageArtifact } from '../assembly/stage-artifact';

/**
 * Paths of azstage's files about one stage: a directory for each project, environment and stage, so that switching between them in one checkout
 * never mixes them.
 */
export class StageFiles {
  /** Unique key of the stage: `shop/shared/dev/stage-foundation`. */
  public readonly key: string;
  public readonly directory: string;

  constructor(dataDirectory: string, key: string) {
    this.key = key;
    this.directory = path.join(dataDirectory, 'work', ...key.split('/'));
  }

  /** Terraform's data directory: backend, modules, links to providers. */
  public get terraform(): string {
    return path.join(this.directory, 'terraform');
  }

  /** State that was last seen. */
  public get lastSeen(): string {
    return path.join(this.directory, 'last-seen.json');
  }

  /** Apply that was killed. */
  public get interrupted(): string {
    return path.join(this.directory, 'interrupted.json');
  }

  /** Management locks that are lifted. */
  public get liftedLocks(): string {
    return path.join(this.directory, 'lifted-locks.json');
  }

  /** Root module with only the backend of the stage, to read and lock its state without providers. */
  public get backend(): string {
    return path.join(this.directory, 'backend');
  }

  /** Terraform JSON that was last applied from this checkout. */
  public get appliedTemplate(): string {
    return path.join(this.directory, 'applied.tf.json');
  }

  /** Configuration that the last init was run for. */
  public get initialized(): string {
    return path.join(this.directory, 'initialized.json');
  }

  /** Saved plan. */
  public get plan(): string {
    return path.join(this.directory, 'plan.tfplan');
  }

  /** Private copy of the root module for a preview; exists only while it is planned. */
  public get preview(): string {
    return path.join(this.directory, 'preview');
  }

  /** Terraform's data directory for previews. */
  public get previewTerraform(): string {
    return path.join(this.directory, 'preview-terraform');
  }

  /** Configuration that the last init for previews was run for. */
  public get previewInitialized(): string {
    return path.join(this.directory, 'preview-initialized.json');
  }

  /** State that Terraform could not write to the backend. */
  public get unsavedState(): string {
    return path.join(this.directory, 'unsaved.tfstate');
  }

  /** Copy of the state before resources were moved from or to the stage, by the serial that it had. */
  public stateBeforeMove(serial: number): string {
    return path.join(this.directory, `before-move-${serial}.tfstate`);
  }

  /** Move of resources from the stage that has begun and not ended. */
  public get moving(): string {
    return path.join(this.directory, 'moving.json');
  }

  /** Terraform process that may still be running. */
  public get running(): string {
    return path.join(this.directory, 'running.json');
  }

  /** Stale state lock of a Terraform process that was killed. */
  public get staleLock(): string {
    return path.join(this.directory, 'stale-lock.json');
  }

  /** Output of the last run of a Terraform command. */
  public log(command: string): string {
    return path.join(this.directory, `${command}.log`);
  }
}

/** Key of the state of a stage; its name, where the app was not made with azstage. */
export function stageKey(stage: StageArtifact): string {
  return stage.metadata?.stateKey.replace(/\.tfstate$/, '') ?? `plain/${stage.name}`;
}
