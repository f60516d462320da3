import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Assembly } from '../toolkit/assembly/assembly';
import { CONFIGURATION_FILE } from '../toolkit/assembly/project';
import { type StageArtifact, type TerraformJson } from '../toolkit/assembly/stage-artifact';
import { remoteStates } from '../toolkit/references/remote-states';
import { type Session } from '../toolkit/run/session';
import { LOCK_FILE } from '../toolkit/terraform/provider-installation';
import { ToolkitError } from '../toolkit/toolkit-error';

/** Writer of the Terraform JSON of an app with additional parameters into a directory. */
export type WriteApp = (output: string, parameters?: Readonly<Record<string, string>>) => Promise<void>;

/** Directory of a rehearsal: the Terraform JSON, the states and everything else that the engine writes. Only its user may read it. */
export class PrivateProject {
  /** Absolute path. */
  public readonly directory: string;

  /**
   * @param write writes the Terraform JSON of the app with additional parameters into a directory
   */
  constructor(
    session: Session,
    private readonly write: WriteApp = (output, parameters) =>
      session.runApp(session.project.writingTo(output, parameters)),
  ) {
    // Terraform resolves the links of the temporary directory, and paths are compared.
    this.directory = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'azstage-rehearsal-'));
    fs.writeFileSync(path.join(this.directory, CONFIGURATION_FILE), JSON.stringify({ output: 'cdktf.out' }));
    const lock = path.join(session.project.directory, LOCK_FILE);
    if (fs.existsSync(lock)) {
      fs.copyFileSync(lock, path.join(this.directory, LOCK_FILE));
    }
  }

  /** Path of a file in the directory. */
  public file(name: string): string {
    return path.join(this.directory, name);
  }

  /**
   * Runs the app into the directory. Its stages keep their states there, whatever their backends are.
   *
   * @param parameters parameters besides those of the session
   * @throws ToolkitError when the app fails, or a stage reads a state of another app
   */
  public async synthesize(parameters?: Readonly<Record<string, string>>): Promise<Assembly> {
    const output = this.file('cdktf.out');
    await this.write(output, parameters);
    const written = Assembly.read(output);
    const templates = written.stages.map((stage) => [stage.templateFile, this.withLocalStates(stage)] as const);
    for (const [file, template] of templates) {
      fs.writeFileSync(file, JSON.stringify(template, undefined, 2));
    }
    return Assembly.read(output);
  }

  public remove(): void {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  private withLocalStates(stage: StageArtifact): TerraformJson {
    const { template } = stage;
    const { cloud: _, ...terraform } = template.terraform ?? {};
    const data = { ...template.data };
    if (data['terraform_remote_state'] !== undefined) {
      data['terraform_remote_state'] = Object.fromEntries(
        Object.entries(data['terraform_remote_state']).map(([name, source]) => [
          name,
          { ...source, backend: 'local', config: { path: this.stateOf(stage, name) }, workspace: undefined },
        ]),
      );
    }
    return {
      ...template,
      ...(template.data === undefined ? {} : { data }),
      terraform: { ...terraform, backend: { local: { path: this.stateFile(stage) } } },
    };
  }

  private stateOf(reader: StageArtifact, name: string): string {
    const writer = remoteStates(reader).get(name);
    if (writer === undefined) {
      throw new ToolkitError(
        'REFUSED',
        `${reader.name} reads the state ${name}, which no stage of this app writes.`,
        'Rehearse the stages that do not need it: azstage rehearse STAGE.',
      );
    }
    return this.stateFile(writer);
  }

  private stateFile({ name }: StageArtifact): string {
    return this.file(path.join('states', `${name}.tfstate`));
  }
}
