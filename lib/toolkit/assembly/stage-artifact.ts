import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type StageMetadata } from '../../manifest/app-metadata';
import { type StackAnnotation, type StackManifest } from '../../manifest/cdktf-manifest';
import { readJsonFile } from '../host/json-file';
import { ToolkitError } from '../toolkit-error';

type JsonObject = Readonly<Record<string, unknown>>;

/** Parts of a stack's Terraform JSON that the engine reads. */
export interface TerraformJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly provider?: Readonly<Record<string, unknown>>;
  readonly module?: Readonly<Record<string, JsonObject>>;
  readonly locals?: JsonObject;
  readonly variable?: Readonly<Record<string, JsonObject>>;
  readonly output?: Readonly<Record<string, JsonObject>>;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, JsonObject>>;
    readonly cloud?: JsonObject;
    readonly required_providers?: Readonly<Record<string, { readonly source?: string; readonly version?: string }>>;
  };
}

/** Provider requirement; a version alone is its old form: https://developer.hashicorp.com/terraform/language/providers/requirements */
const providerRequirement = z
  .string()
  .transform((version) => ({ version }))
  .or(z.looseObject({ source: z.string().optional(), version: z.string().optional() }));

const block = z.record(z.string(), z.unknown());
const blocks = z.record(z.string(), block);

/** Format of Terraform JSON. Validates the structure around the resources and not their arguments, as a stage may have megabytes. */
export const TERRAFORM_JSON = new JsonFormat<TerraformJson>(
  'cdk.tf.json',
  z.looseObject({
    resource: z.record(z.string(), blocks).optional(),
    data: z.record(z.string(), blocks).optional(),
    provider: block.optional(),
    module: blocks.optional(),
    moved: z.array(z.object({ from: z.string(), to: z.string() })).optional(),
    import: z.array(z.looseObject({ to: z.string(), id: z.string() })).optional(),
    locals: block.optional(),
    variable: blocks.optional(),
    output: blocks.optional(),
    terraform: z
      .looseObject({
        backend: blocks.optional(),
        cloud: block.optional(),
        required_providers: z.record(z.string(), providerRequirement).optional(),
      })
      .optional(),
  }),
);

/** Origin of a resource in the code. */
export interface Origin {
  /** Path of the construct. */
  readonly constructPath?: string;
  /** File and line: `stacks/shop/data.ts:42:5`. */
  readonly source?: string;
}

/** Metadata that synth writes into a resource under the key `//`. */
const constructNote = z
  .object({ metadata: z.object({ path: z.string().optional(), stackTrace: z.array(z.string()).optional() }) })
  .optional()
  .catch(undefined);

/** Metadata of a stage beside its stack. */
export interface StageArtifactProps {
  /** Names of the stages that it depends on. */
  readonly dependencies: readonly string[];
  /** @default the app was not made with azstage */
  readonly metadata?: StageMetadata;
  /** Stages of the app, once all are there. @default the stage alone */
  readonly peers?: () => readonly StageArtifact[];
}

/** Synthesized stage. */
export class StageArtifact {
  public readonly name: string;
  /** Names of the stages that it depends on. */
  public readonly dependencies: readonly string[];
  public readonly metadata?: StageMetadata;
  /** Absolute path of Terraform's working directory. */
  public readonly workingDirectory: string;
  /** Absolute path of its Terraform JSON. */
  public readonly templateFile: string;
  private readonly annotations: readonly StackAnnotation[];
  private readonly peersOf: () => readonly StageArtifact[];
  private parsed?: TerraformJson;

  constructor(outputDirectory: string, stack: StackManifest, props: StageArtifactProps) {
    this.name = stack.name;
    this.dependencies = props.dependencies;
    this.metadata = props.metadata;
    this.annotations = stack.annotations;
    this.peersOf = props.peers ?? (() => [this]);
    this.workingDirectory = path.join(outputDirectory, stack.workingDirectory);
    this.templateFile = path.join(outputDirectory, stack.synthesizedStackPath);
  }

  /** Stages of the app, this one included: the same list each time. */
  public get peers(): readonly StageArtifact[] {
    return this.peersOf();
  }

  /** Terraform JSON of the stage. */
  public get template(): TerraformJson {
    this.parsed ??= readTemplate(this.templateFile);
    return this.parsed;
  }

  /** Number of Terraform resources. */
  public get resourceCount(): number {
    return this.metadata?.resourceCount ?? resourcesIn(this.template);
  }

  /** Construct of a resource and the line of code that created it, as far as synth recorded them. */
  public originOf(address: string): Origin {
    const [, type, name] = /^(?:data\.)?([\w-]+)\.([\w-]+)(?:\[.*\])?$/s.exec(address) ?? [];
    const kinds = address.startsWith('data.') ? this.template.data : this.template.resource;
    const { path: constructPath, stackTrace } =
      constructNote.parse(kinds?.[type ?? '']?.[name ?? '']?.['//'])?.metadata ?? {};
    const source = this.metadata?.sourceLines?.[constructPath ?? ''] ?? sourceLine(stackTrace);
    return { constructPath, source };
  }

  /** Warnings of the constructs. */
  public get warnings(): readonly StackAnnotation[] {
    return this.annotations.filter((annotation) => annotation.level === '@cdktf/warn');
  }
}

function resourcesIn({ resource = {} }: TerraformJson): number {
  return Object.values(resource).reduce((count, ofType) => count + Object.keys(ofType).length, 0);
}

/** Longest line of a stack trace that is parsed, in UTF-16 units: longer than any path. */
const LONGEST_LINE = 10_000;

/** Location in the first line of a stack trace that is in the app's own code. */
function sourceLine(trace: readonly string[] = []): string | undefined {
  const own = trace.find((line) => line.length <= LONGEST_LINE && !/node_modules|node:|\(internal/.test(line));
  return /(?:^|[\s()])([^\s()]+:\d+(?::\d+)?)\)?$/.exec(own?.trim() ?? '')?.[1];
}

/**
 * @throws ToolkitError when the file does not exist, or is no Terraform JSON
 */
function readTemplate(file: string): TerraformJson {
  const bad = { code: 'BAD_OUTPUT', fix: 'Run azstage synth again.' } as const;
  const template = readJsonFile(file, TERRAFORM_JSON, bad);
  if (template === undefined) {
    throw new ToolkitError(bad.code, `${file} does not exist.`, bad.fix);
  }
  return template;
}
