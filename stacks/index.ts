import fs from 'node:fs';
import path from 'node:path';
import { didYouMean, quote, SettingsError } from '../lib/errors';
import { type SettingsInput } from '../lib/stage/settings';
import { type StagedApp, type StagedAppProps } from '../lib/stage/staged-app';

/** Exports of the index.ts of each folder here. */
export interface System {
  /** Makes the app of the system with all its stages. */
  createApp(props?: Omit<StagedAppProps, 'name'>): StagedApp;
}

const DEFAULT_SYSTEM = 'finagentix';

/** The systems: the folders beside this file, sorted. */
export function systemNames(): string[] {
  return fs
    .readdirSync(__dirname, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();
}

/**
 * Finds a system by the name of its folder.
 *
 * @throws SettingsError when there is none of that name
 */
export function findSystem(name: string): System {
  const names = systemNames();
  if (!names.includes(name)) {
    throw new SettingsError([
      {
        path: 'system',
        message: `there is no system ${quote(name)}`,
        allowed: names.join(', '),
        fix: didYouMean(name, names),
      },
    ]);
  }
  // Found by folder, so that a new system needs no list to be changed.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(path.join(__dirname, name)) as System;
}

/**
 * Creates the app that a process environment selects.
 *
 * `AZSTAGE_SYSTEM`, `AZSTAGE_ENVIRONMENT`, `AZSTAGE_PROJECT`, `AZSTAGE_LOCATION` and `AZSTAGE_PARAMETERS` (`a=1 b=2`) are
 * for users of the cdktf command; the azstage command passes the same in the context, which wins.
 */
export function createAppFor(env: NodeJS.ProcessEnv): StagedApp {
  const context = JSON.parse(env['CDKTF_CONTEXT_JSON'] ?? '{}') as { system?: string; azstage?: { system?: string } };
  const name = context.azstage?.system ?? env['AZSTAGE_SYSTEM'] ?? context.system ?? DEFAULT_SYSTEM;
  return findSystem(name).createApp({ environment: env['AZSTAGE_ENVIRONMENT'], overrides: settingsOf(env) });
}

function settingsOf(env: NodeJS.ProcessEnv): SettingsInput {
  const parameters = env['AZSTAGE_PARAMETERS']?.trim().split(/\s+/);
  return {
    project: env['AZSTAGE_PROJECT'],
    location: env['AZSTAGE_LOCATION'],
    parameters: parameters && Object.fromEntries(parameters.map(assignment)),
  };
}

function assignment(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw new SettingsError([
      {
        path: 'AZSTAGE_PARAMETERS',
        message: `${quote(text)} is not an assignment`,
        allowed: 'name=value, separated by spaces',
      },
    ]);
  }
  return [text.slice(0, equals), text.slice(equals + 1)];
}
