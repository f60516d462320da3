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
  readonly locals?: JsonObject;
  readonly output?: Readonly<Record<string, JsonObject>>;
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, JsonObject>>;
    readonly cloud?: JsonObject;
    readonly required_providers?: Readonly<Record<string, { readonly source?: string; readonly version?: string }>>;
  };
}

/** Where a resource comes from. */
export interface Origin {
  /** Path of the construct. */
  readonly constructPath?: string;
  /** File and line: `stacks/shop/data.ts:42:5`. */
  readonly source?: string;
}

interface ConstructNote {
  readonly path?: string;
  readonly stackTrace?: readonly string[];
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

  /** The construct that made a resource and the line that made the construct, as far as synth noted them. */
  public originOf(address: string): Origin {
    const [, type, name] = /^(?:data\.)?([\w-]+)\.([\w-]+)(?:\[.*\])?$/s.exec(address) ?? [];
    const kinds = address.startsWith('data.') ? this.template.data : this.template.resource;
    const note = kinds?.[type ?? '']?.[name ?? '']?.['//'] as { readonly metadata?: ConstructNote } | undefined;
    return { constructPath: note?.metadata?.path, source: sourceLine(note?.metadata?.stackTrace) };
  }

  /** What constructs warn of. */
  public get warnings(): readonly StackAnnotation[] {
    return this.annotations.filter((annotation) => annotation.level === '@cdktf/warn');
  }
}

/** The first line of a call stack that is of the app's own. */
function sourceLine(trace: readonly string[] = []): string | undefined {
  const own = trace.find((line) => !/node_modules|node:|\(internal/.test(line));
  return /([^\s()]+:\d+(?::\d+)?)\)?$/.exec(own?.trim() ?? '')?.[1];
}

function readTemplate(file: string): TerraformJson {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as TerraformJson;
  } catch (error) {
    throw new ToolkitError('BAD_OUTPUT', `${file}: ${(error as Error).message}`, 'Run azstage synth again.');
  }
}
