import { App, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import fs from 'node:fs';
import path from 'node:path';
import { type z } from 'zod';
import { MissingContextError, type Problem, SettingsError, ValidationError } from '../errors';
import {
  APP_METADATA,
  type AppMetadata,
  type ParameterDescription,
  type SynthesizedFile,
} from '../manifest/app-metadata';
import { METADATA_FILE, METADATA_VERSION } from '../manifest/file-names';
import { SETTINGS_VARIABLES, settingsOfVariables, SOURCE_LINES_CONTEXT } from '../manifest/settings-variables';
import { readTenants } from '../tenants/read-tenants';
import { type Tenant } from '../tenants/tenant';
import { type TenantRuleOptions } from '../tenants/tenant-rules';
import { acknowledgementsIn } from './acknowledgements';
import { type StackLocation } from './backend';
import { environmentSchema, type SettableParameters, writeEnvironmentSchema } from './environment-schema';
import { loadedCores } from './loaded-cores';
import { type ParameterSet } from './parameter-set';
import { repeatedGrants } from './repeated-grants';
import { openOutputsOfSecrets } from './sensitive-outputs';
import { SourceLines } from './source-lines';
import { isStage, metadataOf, stageProblems } from './stage-metadata';
import { SynthesizedFiles } from './synthesized-files';
import { tenantMetadata } from './tenant-metadata';
import { resolveSettings, SETTINGS_IN_CONTEXT, type Settings, type SettingsInput } from './settings';
import { firstOf, otherSystem } from './sources';
import { stackProblems } from './stack-problems';

export interface StagedAppProps {
  /** Name of the system, in lower case with hyphens. Part of every shared name and of every state key. */
  readonly name: string;
  /** Settings of the app itself; all other sources win over them. @default none */
  readonly settings?: SettingsInput;
  /** Name of the environment, unless the command line or `AZSTAGE_ENVIRONMENT` names one. @default context `environment`, or dev */
  readonly environment?: string;
  /**
   * Settings that win over the context; only `AZSTAGE_*` variables and the command line, in the context key `azstage`, win over them.
   *
   * @default none
   */
  readonly overrides?: SettingsInput;
  /**
   * Environment variables, of which `AZSTAGE_ENVIRONMENT`, `AZSTAGE_PROJECT`, `AZSTAGE_LOCATION`, `AZSTAGE_SYSTEM` and `AZSTAGE_PARAMETERS` are read.
   *
   * @default those of the process, as cdktf reads `CDKTF_CONTEXT_JSON`
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Directory that the state of the local backend and `environments/` are in. @default the working directory */
  readonly projectDirectory?: string;
  /** Directory for the Terraform JSON. @default `CDKTF_OUTDIR`, or cdktf.out */
  readonly outdir?: string;
  /** cdktf context. @default from cdktf.json by way of `CDKTF_CONTEXT_JSON` */
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * An app made of stages: resolves the settings once, checks everything before it writes anything, and writes the metadata file.
 */
export class StagedApp extends App {
  /**
   * The app that a construct is in.
   *
   * @throws MissingContextError when it is in none
   */
  public static override of(construct: IConstruct): StagedApp {
    const root = construct.node.root;
    if (root instanceof StagedApp) {
      return root;
    }
    throw new MissingContextError(
      `${construct.node.path}: is not in a StagedApp. Make the app with new StagedApp({ name: 'my-system' }) instead of new App().`,
    );
  }

  /** Name of the system. */
  public readonly name: string;
  /** Environment, project, location, backend: resolved from all sources. */
  public readonly settings: Settings;
  private readonly projectDirectory: string;
  private readonly files = new SynthesizedFiles();
  private settableParameters?: SettableParameters;
  private parameterDescriptions: readonly ParameterDescription[] = [];
  private tenants?: readonly Tenant[];
  private readonly crossStackReferences = new Map<string, string>();
  private prepared: ReadonlySet<TerraformStack> = new Set();
  private readonly sourceLines?: SourceLines;

  /**
   * @throws SettingsError when a source sets something that is not allowed
   */
  constructor(props: StagedAppProps) {
    super({ outdir: props.outdir, context: props.context as Record<string, string>, stackTraces: false });
    this.name = props.name;
    this.projectDirectory = path.resolve(props.projectDirectory ?? process.cwd());
    this.settings = this.resolve(props);
    if (this.node.tryGetContext(SOURCE_LINES_CONTEXT) === true) {
      this.sourceLines = new SourceLines(this, this.projectDirectory);
    }
  }

  /** Reads the parameters of the system from the settings, and lists them in the metadata. */
  public readParameters<Shape extends z.ZodRawShape>(set: ParameterSet<Shape>): z.output<z.ZodObject<Shape>> {
    this.settableParameters = set;
    const { values, descriptions } = set.read(this.settings.profile, this.settings.parameterSources);
    const location = {
      name: 'location',
      description: 'Azure region',
      schema: { type: 'string' },
      value: this.settings.location.name,
    };
    this.parameterDescriptions = [
      ...descriptions,
      { ...location, source: this.settings.sources.location ?? 'default' },
    ];
    return values;
  }

  /**
   * Reads the tenants from `tenants/<id>.json` in the directory of the project, checks residency and compliance, and lists them in the metadata.
   *
   * @returns the tenants, sorted by id; none without the directory
   * @throws SettingsError with every problem of every file
   */
  public readTenants(options: TenantRuleOptions = {}): readonly Tenant[] {
    this.tenants = readTenants(this.projectDirectory, options);
    return this.tenants;
  }

  /** Directories of a stack. @internal */
  public locationOf(stack: TerraformStack): StackLocation {
    return {
      projectDirectory: this.projectDirectory,
      workingDirectory: path.join(this.outdir, 'stacks', stack.node.id),
    };
  }

  /**
   * Adds files that synth writes beside the Terraform JSON: what belongs to the system and is not applied by Terraform, such as manifests.
   *
   * They belong to no stage. The next synth removes those that are no longer added, unless they were changed.
   *
   * @param directory directory within the output directory, such as `manifests`
   * @param files texts by path within that directory, with `/` on every system
   * @throws ValidationError for paths that lead out of the directory, that synth itself uses, or that were added before
   */
  public addFiles(directory: string, files: Readonly<Record<string, string>>): void {
    this.files.add(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${directory}/${file}`, text])));
  }

  /**
   * Writes the Terraform JSON of all stages, `manifest.json`, the metadata file, the JSON Schema of the environment files, and the files that were added.
   *
   * @throws ValidationError when a construct finds something wrong; nothing is written then
   */
  public override synth(): void {
    this.sourceLines?.stop();
    this.refuseInvalid();
    this.stacks.forEach((stack) => stack.prepareStack());
    this.refuse([
      ...this.stacks.flatMap(openOutputsOfSecrets),
      ...repeatedGrants(this.stacks),
      ...this.stacks.flatMap(stackProblems),
      ...this.stacks.filter(isStage).flatMap((stage) => stageProblems(stage, this.settings.azurermMajor)),
    ]);
    const previous = this.filesOfLastSynth();
    this.refuse(this.files.problems(this.outdir, previous));
    this.writeStacks();
    writeEnvironmentSchema(this.outdir, environmentSchema(this.name, this.settableParameters));
    this.files.removeStale(this.outdir, previous);
    // Before the files: one that a killed synth leaves behind is listed, so that the next one may replace or remove it.
    fs.writeFileSync(this.metadataFile, `${JSON.stringify(this.metadata(), undefined, 2)}\n`);
    this.files.write(this.outdir);
  }

  /** Reference from one stack to another, made once: cdktf makes it anew at each use, with a call stack. @internal */
  public override crossStackReference(fromStack: TerraformStack, toStack: TerraformStack, identifier: string): string {
    const key = [fromStack.node.path, toStack.node.path, identifier].join('\n');
    const reference = this.crossStackReferences.get(key) ?? super.crossStackReference(fromStack, toStack, identifier);
    this.crossStackReferences.set(key, reference);
    return reference;
  }

  /** Whether a stack is prepared already, and need not be once more while all are written. @internal */
  public hasPrepared(stack: TerraformStack): boolean {
    return this.prepared.has(stack);
  }

  /** cdktf would prepare the stacks once more, which takes as long as rendering them. */
  private writeStacks(): void {
    this.prepared = new Set(this.stacks);
    try {
      super.synth();
    } finally {
      this.prepared = new Set();
    }
  }

  private resolve(props: StagedAppProps): Settings {
    const { environment, azstage, ...context } = this.ownContext(props);
    const { environment: chosen, system, ...commandLine } = (azstage ?? {}) as Record<string, unknown>;
    const variables = settingsOfVariables(props.env ?? process.env);
    const refused = otherSystem(props.name, [
      { name: 'command line', value: system },
      { name: SETTINGS_VARIABLES.system, value: system === undefined ? variables.system : undefined },
    ]);
    if (refused !== undefined) {
      throw new SettingsError([refused]);
    }
    return resolveSettings({
      environment: firstOf([
        { name: 'command line', value: chosen },
        { name: SETTINGS_VARIABLES.environment, value: variables.environment },
        { name: 'the app', value: props.environment },
        { name: 'context', value: environment },
      ]),
      defaults: { project: props.name, ...props.settings },
      environmentsDirectory: path.join(this.projectDirectory, 'environments'),
      context,
      overrides: props.overrides ?? {},
      variables: (['project', 'location', 'parameters'] as const).map((key) => ({
        name: SETTINGS_VARIABLES[key],
        value: { [key]: variables[key] },
      })),
      commandLine,
    });
  }

  /** The context keys that are settings; cdktf keeps its own, and those of other libraries, in the same place. */
  private ownContext(props: StagedAppProps): Record<string, unknown> {
    const given = { ...props.context, ...this.node.getAllContext() } as Record<string, unknown>;
    return Object.fromEntries(Object.entries(given).filter(([key]) => SETTINGS_IN_CONTEXT.includes(key)));
  }

  private refuseInvalid(): void {
    const problems: Problem[] = this.node
      .findAll()
      .flatMap((construct) => construct.node.validate().map((message) => ({ path: construct.node.path, message })));
    this.refuse(problems);
  }

  private refuse(problems: readonly Problem[]): void {
    if (problems.length > 0) {
      throw new ValidationError(problems);
    }
  }

  private get metadataFile(): string {
    return path.join(this.outdir, METADATA_FILE);
  }

  private filesOfLastSynth(): readonly SynthesizedFile[] {
    const exists = fs.existsSync(this.metadataFile);
    return (exists ? APP_METADATA.tryParse(fs.readFileSync(this.metadataFile, 'utf8'))?.files : undefined) ?? [];
  }

  private get stacks(): TerraformStack[] {
    return this.node.children.filter((child) => TerraformStack.isStack(child));
  }

  private metadata(): AppMetadata {
    const { settings } = this;
    const files = this.files.all;
    const tenants = this.tenants && tenantMetadata(this.tenants, this.stacks);
    const cores = loadedCores(this.projectDirectory);
    const acknowledgements = acknowledgementsIn(this);
    return {
      version: METADATA_VERSION,
      app: this.name,
      environment: settings.environment,
      profile: settings.profile.name,
      project: settings.project,
      location: settings.location.name,
      subscriptionId: settings.subscriptionId,
      sources: settings.sources,
      backend: settings.backend.type,
      parameters: this.parameterDescriptions,
      stages: this.stacks.filter(isStage).map((stage) => metadataOf(stage, this.sourceLines)),
      ...(settings.hooks === undefined ? {} : { hooks: settings.hooks }),
      ...(files.length === 0 ? {} : { files }),
      ...(tenants === undefined ? {} : { tenants }),
      ...(cores.length < 2 ? {} : { cores }),
      ...(acknowledgements.length === 0 ? {} : { acknowledgements }),
    };
  }
}
