import fs from 'node:fs';
import path from 'node:path';
import { type StageMetadata } from '../manifest/app-metadata';
import { type StackAnnotation, type StackManifest } from '../manifest/cdktf-manifest';
import { ToolkitError } from './toolkit-error';

type JsonObject = Readonly<Record<string, unknown>>;

/** The parts of a stack's Terraform JSON that the engine looks at. */
export interface TerraformJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly provider?: Readonly<Record<string, unknown>>;
  readonly module?: Readonly<Record<string, JsonObject>>;
  readonly output?: Readonly<Record<string, JsonObject>>;
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, JsonObject>>;
    readonly cloud?: JsonObject;
    readonly required_providers?: Readonly<Record<string, { readonly source?: string; readonly version?: string }>>;
  };
}

/** What the app says of a stage beside its stack. */
export interface StageArtifactProps {
  /** Names of the stages that it needs. */
  readonly dependencies: readonly string[];
  /** @default the app knows nothing of azstage */
  readonly metadata?: StageMetadata;
}

/** One stage as synth wrote it. */
export class StageArtifact {
  public readonly name: string;
  /** Names of the stages that it needs. */
  public readonly dependencies: readonly string[];
  public readonly metadata?: StageMetadata;
  /** Where Terraform runs for it; absolute. */
  public readonly workingDirectory: string;
  /** Its Terraform JSON; absolute. */
  public readonly templateFile: string;
  private readonly annotations: readonly StackAnnotation[];
  private parsed?: TerraformJson;

  constructor(outputDirectory: string, stack: StackManifest, props: StageArtifactProps) {
    this.name = stack.name;
    this.dependencies = props.dependencies;
    this.metadata = props.metadata;
    this.annotations = stack.annotations;
    this.workingDirectory = path.join(outputDirectory, stack.workingDirectory);
    this.templateFile = path.join(outputDirectory, stack.synthesizedStackPath);
  }

  /** Its Terraform JSON. */
  public get template(): TerraformJson {
    this.parsed ??= readTemplate(this.templateFile);
    return this.parsed;
  }

  /** Number of Terraform resources. */
  public get resourceCount(): number {
    return Object.values(this.template.resource ?? {}).reduce((count, ofType) => count + Object.keys(ofType).length, 0);
  }

  /** Path of the construct that made a resource, as synth noted it. */
  public constructPathOf(address: string): string | undefined {
    const [, type, name] = /^(?:data\.)?([\w-]+)\.([\w-]+)(?:\[.*\])?$/s.exec(address) ?? [];
    const note = this.template.resource?.[type ?? '']?.[name ?? '']?.['//'] as
      { readonly metadata?: { readonly path?: string } } | undefined;
    return note?.metadata?.path;
  }

  /** What constructs warn of. */
  public get warnings(): readonly StackAnnotation[] {
    return this.annotations.filter((annotation) => annotation.level === '@cdktf/warn');
  }
}

function readTemplate(file: string): TerraformJson {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as TerraformJson;
  } catch (error) {
    throw new ToolkitError('BAD_OUTPUT', `${file}: ${(error as Error).message}`, 'Run azstage synth again.');
  }
}
