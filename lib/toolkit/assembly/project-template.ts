import { ENVIRONMENT_SCHEMA_FILE } from '../../manifest/app-metadata';
import { DATA, FOUNDATION, MAIN, PARAMETERS, TEST } from './template-sources';
import { README, WORKFLOW } from './template-texts';

/** Properties of a new project. */
export interface ProjectTemplateProps {
  /** Name of the system. */
  readonly name: string;
  /** Version of azstage that it depends on. */
  readonly version: string;
}

/** Parts of package.json that a project needs. */
export interface PackageTemplate {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Files of a new project. */
export interface ProjectTemplate {
  readonly packageJson: PackageTemplate;
  /** Files that make the project, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Files that a directory may have for purposes of its own, by path. */
  readonly commonFiles: Readonly<Record<string, string>>;
}

/** Lines of .gitignore: what is installed, synthesized, secret or specific to a machine. */
export const IGNORED: readonly string[] = ['node_modules/', 'cdktf.out/', '.azstage/', '*.tfstate', '*.tfstate.backup'];

/** Schema of an environment file, which each synth writes; from the file. */
const $schema = `../cdktf.out/${ENVIRONMENT_SCHEMA_FILE}`;

/** Files of a new project of two stages and two environments. */
export function projectTemplate({ name, version }: ProjectTemplateProps): ProjectTemplate {
  return {
    packageJson: {
      scripts: { check: 'tsc --noEmit', test: 'jest', synth: 'azstage synth', plan: 'azstage plan' },
      dependencies: {
        '@cdktf/provider-azurerm': '^14.23.1',
        azstage: `^${version}`,
        cdktf: '^0.21.0',
        constructs: '^10.4.2',
        zod: '^4.0.0',
      },
      devDependencies: {
        '@types/jest': '^30.0.0',
        '@types/node': '^20.19.0',
        jest: '^30.0.0',
        'ts-jest': '^29.4.0',
        tsx: '^4.20.0',
        typescript: '^5.9.0',
      },
    },
    files: {
      'cdktf.json': toJson({
        language: 'typescript',
        app: 'node --require tsx/cjs main.ts',
        projectId: name,
        sendCrashReports: 'false',
      }),
      'main.ts': MAIN.replaceAll('<name>', name),
      'parameters.ts': PARAMETERS,
      'stages/foundation-stage.ts': FOUNDATION,
      'stages/data-stage.ts': DATA,
      '__tests__/stages.test.ts': TEST,
      'environments/dev.json': toJson({ $schema, location: 'eastus2' }),
      'environments/prod.json': toJson({
        $schema,
        location: 'eastus2',
        parameters: { logRetentionDays: 180 },
      }),
      '.github/workflows/infrastructure.yml': WORKFLOW,
    },
    commonFiles: {
      'tsconfig.json': toJson({
        compilerOptions: {
          target: 'ES2023',
          module: 'node20',
          strict: true,
          noUncheckedIndexedAccess: true,
          noImplicitOverride: true,
          esModuleInterop: true,
          isolatedModules: true,
          skipLibCheck: true,
          noEmit: true,
          types: ['node', 'jest'],
        },
        include: ['main.ts', 'parameters.ts', 'stages', '__tests__'],
      }),
      'jest.config.js': JEST,
      '.gitignore': `${IGNORED.join('\n')}\n`,
      'README.md': README.replaceAll('<name>', name),
    },
  };
}

/** JSON as npm writes it. */
export function toJson(content: unknown, indentation: string | number = 2): string {
  return `${JSON.stringify(content, undefined, indentation)}\n`;
}

const JEST = `/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  transform: { '^.+\\\\.ts$': 'ts-jest' },
};
`;
