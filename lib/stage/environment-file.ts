import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { didYouMean, type Problem, quote, SettingsError } from '../errors';
import { duplicateKeyProblems } from '../json/duplicate-keys';
import { JsonError, JsonFormat } from '../json/json-format';

/** Format of an environment file. Its settings are checked with the other sources, so that all problems are reported at once. */
const FORMAT = new JsonFormat('environments/<environment>.json', z.record(z.string(), z.unknown()));

const STANDARD_ENVIRONMENTS: readonly string[] = ['dev', 'staging', 'prod'];

/** Content of an environment file, not checked yet. */
export interface EnvironmentFile {
  /** Path from the directory of the project: `environments/prod.json`. */
  readonly name: string;
  /** Undefined where there is not a file. */
  readonly content?: unknown;
  /** Keys that are there more than once. */
  readonly problems: readonly Problem[];
}

/**
 * Reads `<environment>.json` of a directory. The standard environments need no file.
 *
 * @throws SettingsError when there is no such environment, or its file cannot be read or is no object of JSON
 */
export function readEnvironmentFile(environment: string, directory: string): EnvironmentFile {
  const name = `environments/${environment}.json`;
  const known = [...new Set([...STANDARD_ENVIRONMENTS, ...environmentFiles(directory)])];
  if (!known.includes(environment)) {
    throw new SettingsError([
      {
        path: 'environment',
        message: `there is no environment ${quote(environment)}`,
        allowed: known.join(', '),
        fix: didYouMean(environment, known) ?? `Create ${name} for it.`,
      },
    ]);
  }
  const text = ifThere(name, () => fs.readFileSync(path.join(directory, `${environment}.json`), 'utf8'));
  if (text === undefined) {
    return { name, problems: [] };
  }
  const problems = duplicateKeyProblems(name, text);
  try {
    return { name, content: FORMAT.parse(text), problems };
  } catch (error) {
    throw error instanceof JsonError ? new SettingsError([...problems, { path: name, message: error.message }]) : error;
  }
}

function environmentFiles(directory: string): string[] {
  return (ifThere('environments', () => fs.readdirSync(directory)) ?? [])
    .flatMap((file) => (file.endsWith('.json') ? [path.basename(file, '.json')] : []))
    .sort();
}

/** Result of a read; undefined when the file does not exist. */
function ifThere<T>(name: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      return undefined;
    }
    const fix =
      'environments is a directory with a file of JSON for each environment, which this user has to be able to read.';
    throw new SettingsError([{ path: name, message: `cannot be read: ${message}`, fix }]);
  }
}
