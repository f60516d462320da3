import fs from 'node:fs';
import path from 'node:path';

type Arguments = Record<string, unknown>;

/**
 * Writes the program that a user of the bare provider bindings would write for stages that azstage synthesized: the same
 * resources, with the same arguments, as literals.
 */
export function writeBareProgram(outdir: string, file: string): void {
  const classes = new Map<string, string>();
  const bodies = stagesOf(outdir).map(({ name, root }) => {
    const lines = [`const stack = new cdktf.TerraformStack(app, ${JSON.stringify(name)});`];
    const backend = root['terraform']?.['backend'] as { local: { path: string } };
    lines.push(`new cdktf.LocalBackend(stack, ${JSON.stringify(backend.local)});`);
    lines.push(...providerOf(root, classes), ...statesOf(root), ...resourcesOf(root, classes), ...outputsOf(root));
    return `{\n${lines.join('\n')}\n}`;
  });
  const imports = [...classes].map(
    ([module, name]) => `const { ${name} } = require('@cdktf/provider-azurerm/lib/${module}');`,
  );
  fs.writeFileSync(
    file,
    [`const cdktf = require('cdktf');`, ...imports, 'const app = new cdktf.App();', ...bodies, 'app.synth();'].join(
      '\n',
    ),
  );
}

interface SynthesizedStage {
  readonly name: string;
  readonly root: Record<string, Record<string, unknown>>;
}

function stagesOf(outdir: string): SynthesizedStage[] {
  const stacks = path.join(outdir, 'stacks');
  return fs.readdirSync(stacks).map((name) => {
    const text = fs.readFileSync(path.join(stacks, name, 'cdk.tf.json'), 'utf8');
    return { name, root: JSON.parse(text, (key, value) => (key === '//' ? undefined : value)) };
  });
}

function providerOf(root: SynthesizedStage['root'], classes: Map<string, string>): string[] {
  classes.set('provider', 'AzurermProvider');
  const [config] = root['provider']?.['azurerm'] as Arguments[];
  return [`new AzurermProvider(stack, 'azurerm', ${literal(config)});`];
}

function statesOf(root: SynthesizedStage['root']): string[] {
  const states = (root['data']?.['terraform_remote_state'] ?? {}) as Record<string, { config: Arguments }>;
  return Object.entries(states).map(
    ([id, { config }]) => `new cdktf.DataTerraformRemoteStateLocal(stack, ${JSON.stringify(id)}, ${literal(config)});`,
  );
}

function resourcesOf(root: SynthesizedStage['root'], classes: Map<string, string>): string[] {
  const lines: string[] = [];
  for (const [kind, prefix] of [
    ['data', 'data-azurerm-'],
    ['resource', ''],
  ] as const) {
    for (const [type, resources] of Object.entries(root[kind] ?? {})) {
      const module = `${prefix}${type.replace('azurerm_', '').replace(/_/g, '-')}`;
      const hasBindings = fs.existsSync(path.join('node_modules/@cdktf/provider-azurerm/lib', module));
      const className = pascal(module);
      if (hasBindings) {
        classes.set(module, className);
      }
      for (const [id, config] of Object.entries(resources as Record<string, Arguments>)) {
        lines.push(
          hasBindings
            ? `new ${className}(stack, ${JSON.stringify(id)}, ${literal(config)});`
            : `stack.addOverride(${JSON.stringify(`${kind}.${type}.${id}`)}, ${JSON.stringify(config)});`,
        );
      }
    }
  }
  return lines;
}

function outputsOf(root: SynthesizedStage['root']): string[] {
  const outputs = (root['output'] ?? {}) as Record<string, Arguments>;
  return Object.entries(outputs).map(
    ([id, config]) => `new cdktf.TerraformOutput(stack, ${JSON.stringify(id)}, ${literal(config)});`,
  );
}

/** Argument names as the bindings have them; keys of maps such as tags stay. */
function literal(value: unknown, isMap = false): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => literal(item)).join(', ')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value as Arguments).filter(([key]) => key !== 'depends_on' && key !== 'lifecycle');
    return `{ ${entries.map(([key, each]) => `${isMap ? JSON.stringify(key) : camel(key)}: ${literal(each, key === 'tags' || key === 'metadata')}`).join(', ')} }`;
  }
  return JSON.stringify(value);
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

function pascal(module: string): string {
  return module.replace(/(^|-)([a-z0-9])/g, (_match, _dash, letter: string) => letter.toUpperCase());
}
