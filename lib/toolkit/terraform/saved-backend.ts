import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { placeArguments } from '../assembly/backend-place';
import { readTextFile } from '../host/file-trouble';
import { makePrivateDirectory, writeAtomically } from '../host/private-files';
import { type TerraformCli } from './terraform-cli';

type Settings = Readonly<Record<string, unknown>>;

/**
 * Format in which Terraform stores a backend that was passed to init by `-backend-config`: internal/command/workdir/backend_state.go. The hash in it
 * is that of the block in the root module, which is empty, so that it is valid for other arguments as well.
 */
const SAVED = new JsonFormat(
  'backend of a root module',
  z.looseObject({ backend: z.looseObject({ type: z.string(), config: z.record(z.string(), z.unknown()) }) }),
);

type SavedBackend = ReturnType<typeof SAVED.parse>;

/** Backend in a file that Terraform stored; undefined where the format is another. */
export function savedBackend(text: string): SavedBackend | undefined {
  return SAVED.tryParse(text);
}

/** Backend to initialize. */
export interface InitializeProps {
  /** Type of the backend. */
  readonly backend: string;
  readonly settings: Settings;
  /** File in which Terraform stores it. */
  readonly file: string;
  /** Runs `terraform init`. */
  readonly init: () => Promise<void>;
}

/** Stored form of the first of the backends that differ only in the location of the state, by their common arguments. */
const firsts = new WeakMap<TerraformCli, Map<string, Promise<SavedBackend | undefined>>>();

/**
 * Initializes a backend. Terraform runs only for the first of the backends that differ only in the location of the state, as those of the stages of an
 * app do; for the others, the file that it stored is written with their own location. Running init for each takes half of the time that a fresh
 * checkout needs to read all states.
 */
export async function initializeOnce(cli: TerraformCli, props: InitializeProps): Promise<void> {
  const { backend, settings, file, init } = props;
  const known = firsts.get(cli) ?? new Map<string, Promise<SavedBackend | undefined>>();
  firsts.set(cli, known);
  const places = placeArguments(backend);
  const rest = Object.entries(settings).map(([name, value]) => [name, places.includes(name) ? typeof value : value]);
  const key = JSON.stringify([backend, rest.sort()]);
  const first = known.get(key);
  if (first === undefined) {
    const initialized = init();
    const saved = initialized.then(
      () => savedBackend(readTextFile(file) ?? ''),
      () => undefined,
    );
    known.set(key, saved);
    await initialized;
    return;
  }
  const saved = await first;
  const own = Object.entries(settings).filter(([name]) => places.includes(name));
  if (saved?.backend.type !== backend || !own.every(([, value]) => isLiteral(value))) {
    await init();
    return;
  }
  const config = { ...saved.backend.config, ...Object.fromEntries(own) };
  makePrivateDirectory(path.dirname(file));
  writeAtomically(file, JSON.stringify({ ...saved, backend: { ...saved.backend, config } }));
}

/** Whether Terraform takes a value literally and not as a template. */
function isLiteral(value: unknown): boolean {
  return typeof value === 'string' && !/[$%]\{/.test(value);
}
