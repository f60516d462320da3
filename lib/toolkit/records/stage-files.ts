import path from 'node:path';
import { type StageArtifact } from '../assembly/stage-artifact';

/**
 * Where azstage keeps what it knows of one stage: a directory for each project, environment and stage, so that switching between
 * them in one checkout never mixes them.
 */
export class StageFiles {
  /** Tells the stage from all others: `shop/shared/dev/stage-foundation`. */
  public readonly key: string;
  public readonly directory: string;

  constructor(dataDirectory: string, key: string) {
    this.key = key;
    this.directory = path.join(dataDirectory, 'work', ...key.split('/'));
  }

  /** Terraform's own directory: backend, modules, links to providers. */
  public get terraform(): string {
    return path.join(this.directory, 'terraform');
  }

  /** The state that was seen last. */
  public get lastSeen(): string {
    return path.join(this.directory, 'last-seen.json');
  }

  /** The apply that was killed. */
  public get interrupted(): string {
    return path.join(this.directory, 'interrupted.json');
  }

  /** Locks of Azure that are lifted. */
  public get liftedLocks(): string {
    return path.join(this.directory, 'lifted-locks.json');
  }

  /** A root module with the backend of the stage alone, to read and lock its state without providers. */
  public get backend(): string {
    return path.join(this.directory, 'backend');
  }

  /** The Terraform JSON that was last applied from here. */
  public get appliedTemplate(): string {
    return path.join(this.directory, 'applied.tf.json');
  }

  /** What the last init was made for. */
  public get initialized(): string {
    return path.join(this.directory, 'initialized.json');
  }

  /** The saved plan. */
  public get plan(): string {
    return path.join(this.directory, 'plan.tfplan');
  }

  /** A private copy of the root module, in which a preview is planned; only there meanwhile. */
  public get preview(): string {
    return path.join(this.directory, 'preview');
  }

  /** Terraform's own directory for previews. */
  public get previewTerraform(): string {
    return path.join(this.directory, 'preview-terraform');
  }

  /** What the last init for previews was made for. */
  public get previewInitialized(): string {
    return path.join(this.directory, 'preview-initialized.json');
  }

  /** A state that Terraform could not write to the backend. */
  public get unsavedState(): string {
    return path.join(this.directory, 'unsaved.tfstate');
  }

  /** The Terraform that may still be running. */
  public get running(): string {
    return path.join(this.directory, 'running.json');
  }

  /** The lock that a Terraform left which was killed. */
  public get staleLock(): string {
    return path.join(this.directory, 'stale-lock.json');
  }

  /** What Terraform printed last in a command. */
  public log(command: string): string {
    return path.join(this.directory, `${command}.log`);
  }
}

/** The key of a stage: that of its state, or its name where the app knows nothing of azstage. */
export function stageKey(stage: StageArtifact): string {
  return stage.metadata?.stateKey.replace(/\.tfstate$/, '') ?? `plain/${stage.name}`;
}
