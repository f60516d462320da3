import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readTextFile } from '../host/file-trouble';
import { parseJson } from '../host/json-file';
import { ToolkitError } from '../toolkit-error';
import { type PackageTemplate, toJson } from './project-template';

/** Sections of package.json that azstage adds to. */
const SECTIONS = ['scripts', 'dependencies', 'devDependencies', 'overrides'] as const;

type Section = Readonly<Record<string, string>>;

interface PackageJson {
  readonly name?: string;
  readonly type?: string;
  readonly scripts?: Section;
  readonly dependencies?: Section;
  readonly devDependencies?: Section;
  readonly peerDependencies?: Section;
  readonly optionalDependencies?: Section;
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly jest?: unknown;
}

const SECTION = z.record(z.string(), z.string()).optional();

/** Fields of package.json that azstage reads; npm knows more: https://docs.npmjs.com/cli/v11/configuring-npm/package-json */
const FIELDS = z.object({
  name: z.string().optional(),
  type: z.string().optional(),
  scripts: SECTION,
  dependencies: SECTION,
  devDependencies: SECTION,
  peerDependencies: SECTION,
  optionalDependencies: SECTION,
  overrides: z.record(z.string(), z.unknown()).optional(),
  jest: z.unknown().optional(),
});

/** Format of package.json, with all keys in their order. */
const FORMAT = new JsonFormat<Readonly<Record<string, unknown>>>(
  'package.json',
  z.record(z.string(), z.unknown()).superRefine((content, { addIssue }) => {
    FIELDS.safeParse(content).error?.issues.forEach(({ path: place, message }) =>
      addIssue({ code: 'custom', path: place, message }),
    );
  }),
);

/** Additions to package.json. */
export interface PackageAdditions {
  /** Text of the file with the additions. */
  readonly text: string;
  /** Names that were added, by section. */
  readonly added: Readonly<Record<(typeof SECTIONS)[number], readonly string[]>>;
  /** Entries that are there with another value, which was kept: `scripts.test: vitest`. */
  readonly kept: readonly string[];
}

/** File package.json of a directory. */
export class PackageFile {
  /**
   * Reads the file; undefined when there is none.
   *
   * @throws ToolkitError when it cannot be read, or is not a package.json
   */
  public static tryRead(directory: string): PackageFile | undefined {
    const file = path.join(directory, 'package.json');
    const text = readTextFile(file);
    const bad = { code: 'REFUSED', fix: 'Correct it, or choose an empty directory.' } as const;
    return text === undefined ? undefined : new PackageFile(file, text, parseJson(text, file, FORMAT, bad));
  }

  private readonly content: PackageJson;

  private constructor(
    private readonly file: string,
    private readonly text: string,
    private readonly whole: Readonly<Record<string, unknown>>,
  ) {
    this.content = FIELDS.parse(whole);
  }

  /** Name of the package without its scope. */
  public get name(): string | undefined {
    return this.content.name?.replace(/^@[^/]*\//, '');
  }

  /** Whether it configures jest, which accepts one configuration only. */
  public get configuresJest(): boolean {
    return this.content.jest !== undefined;
  }

  /**
   * Adds scripts and dependencies; entries that are there, order and indentation are kept.
   *
   * @throws ToolkitError when the package is an ES module
   */
  public with(template: PackageTemplate): PackageAdditions {
    if (this.content.type === 'module') {
      throw new ToolkitError(
        'REFUSED',
        `${this.file} has "type": "module", but a cdktf project is made of CommonJS modules.`,
        'Create the project in a directory of its own: azstage init infrastructure.',
      );
    }
    const { scripts, overrides, ...dependencies } = this.content;
    const dependency = (name: string) =>
      [
        dependencies.dependencies,
        dependencies.devDependencies,
        dependencies.peerDependencies,
        dependencies.optionalDependencies,
      ]
        .map((section) => section?.[name])
        .find((value) => value !== undefined);
    const present = { scripts: (name: string) => scripts?.[name], overrides: (name: string) => overrides?.[name] };
    const result = { ...this.whole } as Record<string, Readonly<Record<string, unknown>>>;
    const added: Record<(typeof SECTIONS)[number], string[]> = {
      scripts: [],
      dependencies: [],
      devDependencies: [],
      overrides: [],
    };
    const kept: string[] = [];
    for (const section of SECTIONS) {
      for (const [name, value] of Object.entries<unknown>(template[section] ?? {})) {
        const there = { dependencies: dependency, devDependencies: dependency, ...present }[section](name);
        if (there === undefined) {
          result[section] = { ...result[section], [name]: value };
          added[section].push(name);
        } else if (!isDeepStrictEqual(there, value)) {
          kept.push(`${section}.${name}: ${typeof there === 'string' ? there : JSON.stringify(there)}`);
        }
      }
    }
    const [, indentation] = /^([ \t]+)"/m.exec(this.text) ?? [];
    return { text: toJson(result, indentation), added, kept };
  }
}
