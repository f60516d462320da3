import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadPackageDefinition, Server, ServerCredentials, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';

const PROTOCOLS = path.join(__dirname, '../fixtures/provider');

/** A value that Terraform does not know yet. */
export class Unknown {}

export const UNKNOWN = new Unknown();

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
export interface DynamicValue {
  readonly msgpack: Uint8Array;
}

/** What a provider answers, by the name of the call. */
export type ProviderCalls = Readonly<
  Record<string, (request: Readonly<Record<string, DynamicValue>>) => object | Promise<object>>
>;

/**
 * A provider that lives in the process of the test, and that Terraform is attached to: there is nothing to install.
 */
export class ProviderServer {
  protected static async listen<T extends ProviderServer>(provider: T): Promise<T> {
    await new Promise<void>((resolve, reject) =>
      provider.server.bindAsync(`unix:${provider.socket}`, ServerCredentials.createInsecure(), (error) =>
        error === null ? resolve() : reject(error),
      ),
    );
    return provider;
  }

  private readonly server = new Server();
  private readonly directory: string;
  private readonly socket: string;

  protected constructor(
    private readonly source: string,
    calls: ProviderCalls,
    directory = os.tmpdir(),
  ) {
    this.directory = fs.mkdtempSync(path.join(directory, 'azstage-provider-'));
    this.socket = path.join(this.directory, 'socket');
    this.server.addService(
      serviceOf('tfplugin5.proto', 'tfplugin5', 'Provider'),
      Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, answer(call)])),
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
    return { TF_REATTACH_PROVIDERS: JSON.stringify({ [`registry.terraform.io/${this.source}`]: attached }) };
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

/** A state as the protocol carries it. */
export function pack(state: object | null): DynamicValue {
  return { msgpack: encode(state, { extensionCodec: CODEC }) };
}

/** A state that the protocol carried. */
export function unpack<T>(value: DynamicValue | undefined): T | null {
  return decode(value?.msgpack ?? encode(null), { extensionCodec: CODEC }) as T | null;
}

function serviceOf(file: string, name: string, service: string) {
  const packages = loadPackageDefinition(loadSync(path.join(PROTOCOLS, file), { keepCase: true }));
  const { [service]: found } = packages[name] as unknown as Readonly<Record<string, ServiceClientConstructor>>;
  return (found as ServiceClientConstructor).service;
}

function answer(call: ProviderCalls[string]) {
  return (
    { request }: { readonly request: Readonly<Record<string, DynamicValue>> },
    reply: (error: Error | null, response?: object) => void,
  ) => {
    Promise.resolve()
      .then(() => call(request))
      .then(
        (response) => reply(null, response),
        (error: Error) => reply(error),
      );
  };
}
