import fs from 'node:fs';
import { type ProviderCalls, ProviderServer, pack, Unknown, UNKNOWN, unpack } from './provider-server';

/** Where stages say that they need it: `{ required_providers: { files: { source: 'azstage/files' } } }`. */
export const FILE_PROVIDER = 'azstage/files';

/** A `files_file`: what is configured, and what follows from it. */
interface FileState {
  readonly path: string | Unknown;
  readonly content: string | Unknown | null;
  readonly id?: string | Unknown | null;
  readonly size?: number | Unknown | null;
}

const SCHEMA = {
  version: 0,
  block: {
    attributes: [
      { name: 'content', type: Buffer.from('"string"'), optional: true, computed: true },
      { name: 'id', type: Buffer.from('"string"'), computed: true },
      { name: 'path', type: Buffer.from('"string"'), required: true },
      { name: 'size', type: Buffer.from('"number"'), computed: true },
    ],
  },
};

/** What the provider answers, by the name of the call. */
const CALLS: ProviderCalls = {
  GetSchema: () => ({ provider: { version: 0, block: {} }, resource_schemas: { files_file: SCHEMA } }),
  PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
  ValidateResourceTypeConfig: () => ({}),
  UpgradeResourceState: ({ raw_state: raw }) => ({
    upgraded_state: pack(JSON.parse(String((raw as unknown as { json: Buffer }).json)) as FileState),
  }),
  Configure: () => ({}),
  ReadResource: ({ current_state: state }) => ({ new_state: pack(read(unpack(state))) }),
  PlanResourceChange: ({ prior_state: prior, proposed_new_state: proposed }) => plan(unpack(prior), unpack(proposed)),
  ApplyResourceChange: ({ prior_state: prior, planned_state: planned }) => apply(unpack(prior), unpack(planned)),
  Stop: () => ({}),
};

/**
 * A provider of files, for tests of what needs a provider: whoever changes a file by hand makes drift.
 *
 * It has one resource, `files_file`, with `path` (a file elsewhere is another file), `content` (what is on the disk, unless given) and the
 * computed `id` and `size`.
 */
export class FileProvider extends ProviderServer {
  /**
   * @param directory for its socket
   */
  public static start(directory?: string): Promise<FileProvider> {
    return ProviderServer.listen(new FileProvider(FILE_PROVIDER, CALLS, directory));
  }
}

/** A file as it is; one that is gone is no longer there for Terraform either. */
function read(state: FileState | null): FileState | null {
  if (state === null || !fs.existsSync(String(state.path))) {
    return null;
  }
  const text = fs.readFileSync(String(state.path), 'utf8');
  return completed({ path: state.path, content: text === '' ? (state.content === '' ? '' : null) : text });
}

function plan(prior: FileState | null, proposed: FileState | null): object {
  const planned = proposed === null ? null : completed(proposed);
  const hasMoved = prior !== null && planned !== null && prior.path !== planned.path;
  return {
    planned_state: pack(planned),
    requires_replace: hasMoved ? [{ steps: [{ attribute_name: 'path' }] }] : [],
  };
}

function apply(prior: FileState | null, planned: FileState | null): object {
  try {
    if (planned === null) {
      fs.rmSync(String(prior?.path), { force: true });
      return { new_state: pack(null) };
    }
    fs.writeFileSync(String(planned.path), String(planned.content ?? ''));
    return { new_state: pack(completed(planned)) };
  } catch (error) {
    return { new_state: pack(prior), diagnostics: [{ severity: 'ERROR', summary: (error as Error).message }] };
  }
}

/** With what follows from what is configured, as far as that is known. */
function completed({ path: file, content }: FileState): FileState {
  const size = content instanceof Unknown ? UNKNOWN : Buffer.byteLength(String(content ?? ''));
  return { path: file, content, id: file, size };
}
