import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadPackageDefinition, Server, ServerCredentials, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';

const PROTOCOLS = path.join(__dirname, '../fixtures/provider');

/** Where stages say that they need it: `{ required_providers: { files: { source: 'azstage/files' } } }`. */
export const FILE_PROVIDER = 'azstage/files';

/** A value that Terraform does not know yet. */
class Unknown {}

const UNKNOWN = new Unknown();

/** How values travel: https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md */
const CODEC = new ExtensionCodec();
CODEC.register({
  type: 0,
  encode: (value) => (value instanceof Unknown ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
// An unknown value of which something is known, such as that it is not null.
CODEC.register({ type: 12, encode: () => null, decode: () => UNKNOWN });

/** A value as the protocol carries it. */
interface DynamicValue {
  readonly msgpack: Uint8Array;
}

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
const CALLS: Readonly<Record<string, (request: Readonly<Record<string, DynamicValue>>) => object>> = {
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
 * computed `id` and `size`. It lives in the process of the test, and Terraform is attached to it: there is nothing to install.
 */
export class FileProvider {
  /**
   * @param directory for its socket
   */
  public static async start(directory = os.tmpdir()): Promise<FileProvider> {
    const provider = new FileProvider(fs.mkdtempSync(path.join(directory, 'azstage-provider-')));
    await new Promise<void>((resolve, reject) =>
      provider.server.bindAsync(`unix:${provider.socket}`, ServerCredentials.createInsecure(), (error) =>
        error === null ? resolve() : reject(error),
      ),
    );
    return provider;
  }

  private readonly server = new Server();
  private readonly socket: string;

  private constructor(private readonly directory: string) {
    this.socket = path.join(directory, 'socket');
    this.server.addService(
      serviceOf('tfplugin5.proto', 'tfplugin5', 'Provider'),
      Object.fromEntries(Object.entries(CALLS).map(([name, call]) => [name, answer(call)])),
    );
  }

  /** Ends when Terraform says so, as a provider that it has started does. */
  public onShutdown(end: () => void): void {
    this.server.addService(serviceOf('grpc_controller.proto', 'plugin', 'GRPCController'), {
      Shutdown: (_: unknown, reply: (error: null, response: object) => void) => {
        reply(null, {});
        setImmediate(end);
      },
    });
  }

  /**
   * The environment variable by which Terraform finds it:
   * https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
   */
  public get env(): NodeJS.ProcessEnv {
    const attached = {
      Protocol: 'grpc',
      ProtocolVersion: 5,
      Pid: process.pid,
      Test: true,
      Addr: { Network: 'unix', String: this.socket },
    };
    return { TF_REATTACH_PROVIDERS: JSON.stringify({ [`registry.terraform.io/${FILE_PROVIDER}`]: attached }) };
  }

  /** The line by which a provider that Terraform has started says where it listens. */
  public get handshake(): string {
    return `1|5|unix|${this.socket}|grpc`;
  }

  public close(): void {
    this.server.forceShutdown();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

function serviceOf(file: string, name: string, service: string) {
  const packages = loadPackageDefinition(loadSync(path.join(PROTOCOLS, file), { keepCase: true }));
  const { [service]: found } = packages[name] as unknown as Readonly<Record<string, ServiceClientConstructor>>;
  return (found as ServiceClientConstructor).service;
}

function answer(call: (typeof CALLS)[string]) {
  return (
    { request }: { readonly request: Readonly<Record<string, DynamicValue>> },
    reply: (error: Error | null, response?: object) => void,
  ) => {
    try {
      reply(null, call(request));
    } catch (error) {
      reply(error as Error);
    }
  };
}

function pack(state: FileState | null): DynamicValue {
  return { msgpack: encode(state, { extensionCodec: CODEC }) };
}

function unpack(value: DynamicValue | undefined): FileState | null {
  return decode(value?.msgpack ?? encode(null), { extensionCodec: CODEC }) as FileState | null;
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
