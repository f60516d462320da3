import fs from 'node:fs';
import path from 'node:path';
import { BareReferences, type SynthesizedStage } from './bare-references';

type Arguments = Record<string, unknown>;

/**
 * Writes the program that a user of the bare provider bindings would write for stages that azstage synthesized: the same resources with the same
 * arguments, which read each other's attributes.
 */
export function writeBareProgram(outdir: string, file: string): void {
  const program = new BareProgram(stagesOf(outdir));
  fs.writeFileSync(file, program.text);
}

function stagesOf(outdir: string): SynthesizedStage[] {
  const { stacks } = JSON.parse(fs.readFileSync(path.join(outdir, 'manifest.json'), 'utf8')) as {
    stacks: Record<string, { dependencies: string[] }>;
  };
  const sorted: string[] = [];
  const add = (name: string): void => {
    stacks[name]?.dependencies.forEach(add);
    if (!sorted.includes(name)) {
      sorted.push(name);
    }
  };
  Object.keys(stacks).forEach(add);
  return sorted.map((name) => {
    const text = fs.readFileSync(path.join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
    return { name, root: JSON.parse(text, (key, value) => (key === '//' ? undefined : value)) };
  });
}

class BareProgram {
  private readonly classes = new Map<string, string>();
  private readonly references: BareReferences;

  constructor(private readonly stages: readonly SynthesizedStage[]) {
    this.references = new BareReferences(stages);
  }

  public get text(): string {
    const bodies = this.stages.flatMap((stage, index) => this.linesOf(stage, `stack${index}`));
    const imports = [...this.classes].map(
      ([module, name]) => `const { ${name} } = require('@cdktf/provider-azurerm/lib/${module}');`,
    );
    return [
      `const cdktf = require('cdktf');`,
      ...imports,
      'const app = new cdktf.App();',
      ...bodies,
      'app.synth();',
    ].join('\n');
  }

  private linesOf(stage: SynthesizedStage, stack: string): string[] {
    const { root, name } = stage;
    const backend = root['terraform']?.['backend'] as { local: { path: string } };
    const [provider] = root['provider']?.['azurerm'] as Arguments[];
    this.classes.set('provider', 'AzurermProvider');
    return [
      `const ${stack} = new cdktf.TerraformStack(app, ${JSON.stringify(name)});`,
      `new cdktf.LocalBackend(${stack}, ${JSON.stringify(backend.local)});`,
      `new AzurermProvider(${stack}, 'azurerm', ${this.literal(stage, provider)});`,
      ...this.references.inOrder(stage).map((resource) => this.resource(stage, stack, resource)),
      ...this.outputsOf(stage, stack),
    ];
  }

  private resource(stage: SynthesizedStage, stack: string, address: string): string {
    const { kind, type, id, config, variable } = this.references.resourceAt(stage, address);
    const module = this.references.moduleOf(kind, type);
    if (module === undefined) {
      return `${stack}.addOverride(${JSON.stringify(`${kind}.${type}.${id}`)}, ${JSON.stringify(config)});`;
    }
    const className = module.replace(/(^|-)([a-z0-9])/g, (_match, _dash, letter: string) => letter.toUpperCase());
    this.classes.set(module, className);
    return `const ${variable} = new ${className}(${stack}, ${JSON.stringify(id)}, ${this.literal(stage, config)});`;
  }

  /** The outputs of the stage itself: cdktf adds those that other stages read. */
  private outputsOf(stage: SynthesizedStage, stack: string): string[] {
    const outputs = (stage.root['output'] ?? {}) as Record<string, Arguments>;
    return Object.entries(outputs)
      .filter(([id]) => !id.startsWith('cross-stack-output-'))
      .map(
        ([id, config]) => `new cdktf.TerraformOutput(${stack}, ${JSON.stringify(id)}, ${this.literal(stage, config)});`,
      );
  }

  /** Argument names as the bindings have them; keys of maps such as tags stay. */
  private literal(stage: SynthesizedStage, value: unknown, isMap = false): string {
    if (Array.isArray(value)) {
      return `[${value.map((item) => this.literal(stage, item)).join(', ')}]`;
    }
    if (value !== null && typeof value === 'object') {
      const entries = Object.entries(value).filter(([key]) => key !== 'depends_on' && key !== 'lifecycle');
      return `{ ${entries
        .map(([key, each]) => {
          const name = isMap ? JSON.stringify(key) : this.references.camel(key);
          return `${name}: ${this.literal(stage, each, key === 'tags' || key === 'metadata')}`;
        })
        .join(', ')} }`;
    }
    return typeof value === 'string' ? this.references.template(stage, value) : JSON.stringify(value);
  }
}
