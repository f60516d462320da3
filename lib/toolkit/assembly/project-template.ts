/** Properties of a new project. */
export interface ProjectTemplateProps {
  /** Name of the system. */
  readonly name: string;
  /** Version of azstage that it depends on. */
  readonly version: string;
}

/** Files of a new project, by path. */
export function projectTemplate({ name, version }: ProjectTemplateProps): Readonly<Record<string, string>> {
  return {
    'package.json': json({
      name,
      private: true,
      version: '0.1.0',
      scripts: { synth: 'azstage synth', plan: 'azstage plan', check: 'tsc --noEmit' },
      dependencies: {
        '@cdktf/provider-azurerm': '^14.23.1',
        azstage: `^${version}`,
        cdktf: '^0.21.0',
        constructs: '^10.4.2',
        zod: '^4.0.0',
      },
      devDependencies: { '@types/node': '^20.0.0', tsx: '^4.0.0', typescript: '^5.9.0' },
    }),
    'tsconfig.json': json({
      compilerOptions: {
        target: 'ES2022',
        module: 'CommonJS',
        moduleResolution: 'Node10',
        ignoreDeprecations: '5.0',
        strict: true,
        esModuleInterop: true,
        skipLibCheck: true,
        noEmit: true,
      },
      include: ['main.ts', 'stages'],
    }),
    'cdktf.json': json({
      language: 'typescript',
      app: 'node --require tsx/cjs main.ts',
      projectId: name,
      sendCrashReports: 'false',
    }),
    'environments/dev.json': json({ location: 'eastus2' }),
    'environments/prod.json': json({ location: 'eastus2' }),
    '.gitignore': ['node_modules/', 'cdktf.out/', '.azstage/', '*.tfstate', '*.tfstate.backup', ''].join('\n'),
    'main.ts': MAIN.replaceAll('<name>', name),
    'stages/foundation-stage.ts': FOUNDATION,
    'stages/data-stage.ts': DATA,
    'README.md': README.replaceAll('<name>', name),
  };
}

const MAIN = `import { StagedApp } from 'azstage';
import { DataStage } from './stages/data-stage';
import { FoundationStage } from './stages/foundation-stage';

const app = new StagedApp({ name: '<name>' });
const foundation = new FoundationStage(app, 'stage-foundation');
new DataStage(app, 'stage-data', { foundation });
app.synth();
`;

const FOUNDATION = `import { LogAnalyticsWorkspace, Stage, type StagedApp, StageLifecycle } from 'azstage';

/** What all other stages share. */
export class FoundationStage extends Stage {
  public readonly workspace: LogAnalyticsWorkspace;

  constructor(scope: StagedApp, id: string) {
    super(scope, id, {
      title: 'Foundation',
      purpose: 'Logs that all other stages write to.',
      lifecycle: StageLifecycle.PERMANENT,
    });
    this.workspace = new LogAnalyticsWorkspace(this, 'Workspace');
  }
}
`;

const DATA = `import { Stage, type StagedApp, StorageAccount } from 'azstage';
import { type FoundationStage } from './foundation-stage';

/** Where documents are kept. */
export class DataStage extends Stage {
  constructor(scope: StagedApp, id: string, props: { readonly foundation: FoundationStage }) {
    super(scope, id, {
      title: 'Data',
      purpose: 'Storage for documents.',
      upstream: [props.foundation],
    });
    new StorageAccount(this, 'Documents');
  }
}
`;

const README = `# <name>

    npm install
    npx azstage synth
    npx azstage plan
    npx azstage deploy stage-foundation
    npx azstage deploy --all --environment prod

Stages are in \`stages/\`, settings of the environments in \`environments/\`.
`;

function json(content: unknown): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
