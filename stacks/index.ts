import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { didYouMean, quote, SettingsError } from '../lib/errors';
import { JsonFormat } from '../lib/json/json-format';
import { settingsOfVariables } from '../lib/manifest/settings-variables';
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

/** The part of the cdktf context that names a system. */
const CONTEXT = new JsonFormat(
  'CDKTF_CONTEXT_JSON',
  z.object({ system: z.string().optional(), azstage: z.object({ system: z.string().optional() }).optional() }),
);

/**
 * Creates the app that a process environment selects: by the command line, `AZSTAGE_SYSTEM` or the cdktf context.
 *
 * @throws SettingsError when there is no system of that name, or a setting is not allowed
 */
export function createAppFor(env: Readonly<Record<string, string | undefined>>): StagedApp {
  const { system, azstage } = CONTEXT.parse(env['CDKTF_CONTEXT_JSON'] ?? '{}');
  const name = azstage?.system ?? settingsOfVariables(env).system ?? system ?? DEFAULT_SYSTEM;
  return findSystem(name).createApp({ env });
}
