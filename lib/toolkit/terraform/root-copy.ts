import fs from 'node:fs';
import path from 'node:path';
import { makePrivateDirectory, writeAtomically } from '../host/private-files';
import { type StageArtifact, type TerraformJson } from '../assembly/stage-artifact';
import { isForeignFile } from './record-outputs';

/**
 * Copy next to the directory of the stage, at the same depth, so that relative paths resolve to the same files.
 *
 * @param purpose distinguishes copies of one stage
 */
export function copyBeside(stage: StageArtifact, purpose: string): RootCopy {
  const { dir, base } = path.parse(stage.workingDirectory);
  return new RootCopy(stage, path.join(dir, `.azstage-${purpose}-${base}`));
}

/** Private copy of the root module of a stage in another directory, with other Terraform JSON. */
export class RootCopy {
  /**
   * @param directory replaced when it exists
   */
  constructor(
    private readonly stage: StageArtifact,
    public readonly directory: string,
  ) {}

  /** Creates the copy, with the other files of the stage. */
  public make(template: TerraformJson): void {
    this.remove();
    makePrivateDirectory(this.directory);
    this.copySiblings();
    writeAtomically(path.join(this.directory, 'cdk.tf.json'), JSON.stringify(template));
  }

  /** Removes the copy, which contains values of other stages. */
  public remove(): void {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  /** Links directories, which may be large, and copies files. */
  private copySiblings(): void {
    const { workingDirectory, templateFile } = this.stage;
    for (const entry of fs.readdirSync(workingDirectory, { withFileTypes: true })) {
      const [from, to] = [workingDirectory, this.directory].map((directory) => path.join(directory, entry.name));
      if (from === undefined || to === undefined || from === templateFile || isForeignFile(entry.name)) {
        continue;
      }
      if (entry.isDirectory()) {
        fs.symlinkSync(from, to, 'junction');
      } else {
        fs.copyFileSync(from, to);
      }
    }
  }
}
