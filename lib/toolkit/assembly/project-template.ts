import { ENVIRONMENT_SCHEMA_FILE } from '../../manifest/file-names';
import { DATA, FOUNDATION, MAIN, PARAMETERS, TEST } from './template-sources';
import { README, WORKFLOW } from './template-texts';

/** Properties of a new project. */
export interface ProjectTemplateProps {
  /** Name of the system. */
  readonly name: string;
  /** Version of azstage that it depends on. */
  readonly version: string;
  /** Package with the classes of apps and stacks. @default cdktf */
  readonly core?: Core;
}

/** Packages that a project can be made from: `cdktf`, or its maintained fork `cdktn`. */
export const CORES = ['cdktf', 'cdktn'] as const;

/** One of {@link CORES}. */
export type Core = (typeof CORES)[number];

/** Parts of package.json that a project needs. */
export interface PackageTemplate {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  /** Versions that replace those that a package asks for. */
  readonly overrides?: Readonly<Record<string, Readonly<Record<string, string>>>>;
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

/** Packages of each core. */
const PACKAGES: Readonly<Record<Core, Pick<PackageTemplate, 'dependencies' | 'overrides'>>> = {
  cdktf: {
    dependencies: { '@cdktf/provider-azurerm': '^14.23.1', cdktf: '^0.21.0', constructs: '^10.4.2' },
  },
  cdktn: {
    dependencies: { '@cdktn/provider-azurerm': '^16.1.0', cdktn: '^0.24.0', constructs: '~10.7.0' },
    // Version 16.1.0 of the provider asks for cdktn 0.23.
    overrides: { '@cdktn/provider-azurerm': { cdktn: '$cdktn' } },
  },
};

/** Files of a new project of two stages and two environments. */
export function projectTemplate({ name, version, core = 'cdktf' }: ProjectTemplateProps): ProjectTemplate {
  const { dependencies, overrides } = PACKAGES[core];
  const source = (text: string) => (core === 'cdktf' ? text : text.replaceAll(/'azstage(?=['/])/g, `'azstage/${core}`));
  return {
    packageJson: {
      scripts: { check: 'tsc --noEmit', test: 'jest', synth: 'azstage synth', plan: 'azstage plan' },
      dependencies: sorted({ ...dependencies, azstage: `^${version}`, zod: '^4.1.0' }),
      devDependencies: {
        '@types/jest': '^30.0.0',
        '@types/node': '^20.19.0',
        jest: '^30.0.0',
        'ts-jest': '^29.4.0',
        tsx: '^4.20.0',
        typescript: '^5.9.0',
      },
      ...(overrides === undefined ? {} : { overrides }),
    },
    files: {
      'cdktf.json': toJson({
        language: 'typescript',
        app: 'node --require tsx/cjs main.ts',
        projectId: name,
        sendCrashReports: 'false',
      }),
      'main.ts': source(MAIN.replaceAll('<name>', name)),
      'parameters.ts': source(PARAMETERS),
      'stages/foundation-stage.ts': source(FOUNDATION),
      'stages/data-stage.ts': source(DATA),
      '__tests__/stages.test.ts': source(TEST),
      'environments/dev.json': toJson({ $schema, location: 'eastus2' }),
      'environments/prod.json': toJson({ $schema, location: 'eastus2', parameters: { logRetentionDays: 180 } }),
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

/** Dependencies in the order of npm. */
function sorted(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1)));
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
