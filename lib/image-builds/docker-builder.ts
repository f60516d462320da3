import { type TokenCredential } from '@azure/core-auth';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Readable } from 'node:stream';
import { type AzurePipelineOptions } from '../azure/pipeline';
import { valueOf } from '../toolkit/host/environment-variables';
import { printable } from '../toolkit/io/printable';
import { type RegistryImage, shortName } from '../toolkit/run/image-supply';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type SourcePlace, withArchive } from './context-archive';
import { type BuildProps, type ImageBuilder } from './image-builder';
import { registryToken } from './registry-token';

/** Lines of the output that an error shows. */
const LAST_LINES = 15;

/** User name of a sign-in to a registry by a token of Microsoft Entra: https://learn.microsoft.com/azure/container-registry/container-registry-authentication */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';

/** Properties of a builder with the local Docker. */
export interface DockerBuilderProps {
  readonly session: Session;
  readonly place: SourcePlace;
  readonly credential: TokenCredential;
  /** @default those of the environment */
  readonly options?: AzurePipelineOptions;
}

/** A call of Docker. */
interface DockerCall {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** File that it reads. @default nothing */
  readonly input?: string;
  readonly onLine: (line: string) => void;
}

/**
 * Builds images with the Docker of this machine. It gets the same archive as ACR Tasks, and signs in for the push alone, in a configuration of its own.
 */
export class DockerBuilder implements ImageBuilder {
  constructor(private readonly props: DockerBuilderProps) {}

  public async build(image: RegistryImage, { push, report, logLevel }: BuildProps): Promise<void> {
    const { session } = this.props;
    const { name, repository } = image;
    report.say('info', 'image.started', `building ${shortName(image)} with Docker`, { image: name, builder: 'docker' });
    const onLine = (line: string) =>
      report.say(logLevel, 'image.output', `${repository}: ${line}`, { image: name, line });
    await withArchive(this.props.place, image, (input) =>
      this.docker(image, { args: buildArguments(image), env: session.env, input, onLine }),
    );
    if (push) {
      await this.push(image, onLine);
    }
  }

  private async push(image: RegistryImage, onLine: (line: string) => void): Promise<void> {
    const { session, credential, options } = this.props;
    const token = await registryToken(image.loginServer, credential, session.interruption.signal, options);
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-docker-'));
    try {
      const auth = Buffer.from(`${TOKEN_USER}:${token}`).toString('base64');
      const config = JSON.stringify({ auths: { [image.loginServer]: { auth } } });
      fs.writeFileSync(path.join(directory, 'config.json'), config, { mode: 0o600 });
      const env = { ...session.env, DOCKER_HOST: await this.host(image), DOCKER_CONFIG: directory };
      await this.docker(image, { args: ['push', image.name], env, onLine });
    } finally {
      fs.rmSync(directory, { recursive: true, force: true });
    }
  }

  /** Address of the engine: the context that names it is in the configuration of the user. */
  private async host(image: RegistryImage): Promise<string | undefined> {
    const { env } = this.props.session;
    const given = valueOf(env, 'DOCKER_HOST');
    if (given !== undefined) {
      return given;
    }
    const lines: string[] = [];
    const args = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'];
    await this.docker(image, { args, env, onLine: (line) => lines.push(line) });
    return lines[0];
  }

  /** Runs Docker until it ends; Ctrl-C ends it. */
  private async docker(image: RegistryImage, { args, env, input, onLine }: DockerCall): Promise<void> {
    const { interruption } = this.props.session;
    const stdin = input === undefined ? 'ignore' : fs.openSync(input, 'r');
    const last: string[] = [];
    const note = (line: string) => {
      onLine(printable(line));
      last.push(printable(line));
      last.splice(0, last.length - LAST_LINES);
    };
    try {
      const child = spawn('docker', args, { env, stdio: [stdin, 'pipe', 'pipe'] });
      const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
      const ended = new Promise<number | null>((resolve, reject) => {
        child.once('error', (error) => reject(unusable(error)));
        child.once('close', (code) => resolve(code));
      });
      const both = streams.map((stream) => forEachLine(stream, note));
      const stop = { interrupt: () => child.kill('SIGINT'), kill: () => child.kill('SIGKILL') };
      const code = await interruption.stopping(stop, ended);
      await Promise.all(both);
      refuseFailed(image, { code, command: args[0] ?? '', isInterrupted: interruption.happened }, last);
    } finally {
      if (typeof stdin === 'number') {
        fs.closeSync(stdin);
      }
    }
  }
}

/** The archive on standard input is the context, so that Docker sees what the tag was made of, and nothing else. */
function buildArguments({ name, platform, dockerfile, target, args = {} }: RegistryImage): string[] {
  return [
    'build',
    `--platform=${platform}`,
    `--file=${dockerfile}`,
    `--tag=${name}`,
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...Object.entries(args).map(([argument, value]) => `--build-arg=${argument}=${value}`),
    '-',
  ];
}

async function forEachLine(stream: Readable, onLine: (line: string) => void): Promise<void> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = `${rest}${String(chunk)}`.split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  }
  if (rest !== '') {
    onLine(rest);
  }
}

function unusable(error: NodeJS.ErrnoException): ToolkitError {
  return error.code === 'ENOENT'
    ? new ToolkitError(
        'REFUSED',
        'There is no docker on this machine.',
        'Install Docker, or leave out --builder docker: ACR Tasks need none.',
      )
    : new ToolkitError('REFUSED', `docker could not be started: ${error.message}`);
}

function refuseFailed(
  image: RegistryImage,
  {
    code,
    command,
    isInterrupted,
  }: { readonly code: number | null; readonly command: string; readonly isInterrupted: boolean },
  last: readonly string[],
): void {
  if (isInterrupted) {
    throw new ToolkitError('INTERRUPTED', 'Interrupted.');
  }
  if (code !== 0) {
    const log = last.map((line) => `\n  ${line}`).join('');
    throw new ToolkitError(
      'BUILD_FAILED',
      `docker ${command} of ${shortName(image)} failed with exit code ${code ?? 'none'}.${log}`,
    );
  }
}
