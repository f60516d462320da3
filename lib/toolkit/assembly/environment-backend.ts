import path from 'node:path';
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { ENVIRONMENT_SCHEMA_FILE } from '../../manifest/file-names';
import { makeDirectory, readTextFile } from '../host/file-trouble';
import { parseJson } from '../host/json-file';
import { replaceFile } from '../host/replace-file';
import { ToolkitError } from '../toolkit-error';
import { type Project } from './project';
import { toJson } from './project-template';

/** Format of an environment file, as far as its backend: the app checks the rest. */
export const ENVIRONMENT_BACKEND = new JsonFormat(
  'environment file with a backend',
  z.looseObject({
    backend: z
      .looseObject({
        type: z.string(),
        storageAccountName: z.string().optional(),
        containerName: z.string().optional(),
        resourceGroupName: z.string().optional(),
        subscriptionId: z.string().optional(),
        tenantId: z.string().optional(),
        environment: z.string().optional(),
        metadataHost: z.string().optional(),
      })
      .optional(),
  }),
);

/** Backend `azurerm` in an environment file. */
export interface AzurermSetting {
  /** File that has it, for people. */
  readonly file: string;
  readonly storageAccountName: string;
  readonly containerName: string;
  readonly resourceGroupName?: string;
  readonly subscriptionId?: string;
}

/** The setting `backend` in the file of an environment. */
export class EnvironmentBackend {
  /**
   * Reads the file of an environment, which need not exist.
   *
   * @throws ToolkitError when it is no JSON, or its backend is one that is not kept in an Azure storage account
   */
  public static read(project: Project, environment: string): EnvironmentBackend {
    const file = path.join(project.directory, 'environments', `${environment}.json`);
    const shown = project.show(file);
    const text = readTextFile(file);
    const fix = 'Correct it, and run azstage bootstrap again.';
    const content = text === undefined ? {} : parseJson(text, shown, ENVIRONMENT_BACKEND, { code: 'REFUSED', fix });
    return new EnvironmentBackend({ file, shown, text, backend: content.backend });
  }

  private constructor(
    private readonly props: {
      readonly file: string;
      readonly shown: string;
      readonly text?: string;
      readonly backend?: ReturnType<typeof ENVIRONMENT_BACKEND.parse>['backend'];
    },
  ) {}

  /** Path of the file for people. */
  public get file(): string {
    return this.props.shown;
  }

  /**
   * Backend `azurerm`; undefined where there is none, or a local one.
   *
   * @throws ToolkitError for any other
   */
  public get azurerm(): AzurermSetting | undefined {
    const { shown, backend } = this.props;
    if (backend === undefined || backend.type === 'local') {
      return undefined;
    }
    const { storageAccountName, containerName, resourceGroupName, subscriptionId } = backend;
    const cloud = backend.metadataHost ?? backend.environment ?? 'public';
    if (backend.type !== 'azurerm' || storageAccountName === undefined || containerName === undefined) {
      throw new ToolkitError(
        'REFUSED',
        `${shown} has the backend ${backend.type} already.`,
        'azstage bootstrap makes a storage account for the backend azurerm. Remove the setting to have it written.',
      );
    }
    if (cloud !== 'public') {
      throw new ToolkitError(
        'REFUSED',
        `The backend in ${shown} is of the cloud ${cloud}, but azstage itself asks the public cloud alone.`,
        'Make the account there by the tools of that cloud.',
      );
    }
    return { file: shown, storageAccountName, containerName, resourceGroupName, subscriptionId };
  }

  /**
   * Writes a backend into the file: its other keys, their order and its formatting stay as they are. The file is replaced atomically.
   *
   * @throws ToolkitError when it has changed since it was read, or cannot be written
   */
  public write(backend: Readonly<Record<string, string>>): void {
    const { file, shown, text } = this.props;
    if (readTextFile(file) !== text) {
      throw new ToolkitError('STALE', `${shown} was changed meanwhile; it was not written.`, 'Run the command again.');
    }
    makeDirectory(path.dirname(file));
    replaceFile(file, text === undefined ? newFile(backend) : edited(text, backend));
  }
}

function newFile(backend: object): string {
  return toJson({ $schema: `../cdktf.out/${ENVIRONMENT_SCHEMA_FILE}`, backend });
}

/** The text with the backend; nothing else of it changes. */
function edited(text: string, backend: object): string {
  const root = parseTree(text) as Node;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const [, indent = '  '] = /^([ \t]+)"/m.exec(text) ?? [];
  const value = JSON.stringify(backend, undefined, indent).replaceAll('\n', `${eol}${indent}`);
  const old = findNodeAtLocation(root, ['backend']);
  if (old !== undefined) {
    return replaced(text, old, value);
  }
  const properties = root.children ?? [];
  const [first] = properties;
  const last = properties.at(-1);
  if (first === undefined || last === undefined) {
    return replaced(text, root, `{${eol}${indent}"backend": ${value}${eol}}`);
  }
  const isOneLine = !text.slice(root.offset, first.offset).includes('\n');
  const added = isOneLine ? `, "backend": ${JSON.stringify(backend)}` : `,${eol}${indent}"backend": ${value}`;
  return replaced(text, { offset: last.offset + last.length, length: 0 }, added);
}

function replaced(text: string, { offset, length }: Pick<Node, 'offset' | 'length'>, by: string): string {
  return `${text.slice(0, offset)}${by}${text.slice(offset + length)}`;
}
