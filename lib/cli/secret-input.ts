import fs from 'node:fs';
import path from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { fileTrouble } from '../toolkit/host/file-trouble';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type CliDeps } from './cli-deps';

/** Most bytes that are read: more than any secret may have. */
const LARGEST = 1_000_000;

/** Properties of {@link secretValue}. */
export interface SecretInputProps {
  readonly session: Session;
  readonly deps: CliDeps;
  readonly name: string;
  /** File with the value, relative to the current directory. @default a prompt on a terminal, otherwise standard input */
  readonly file?: string;
}

/**
 * Value of a secret: from a file, from a prompt that shows nothing, or from standard input. Never from an argument or a variable, which other programs
 * can read. One line break at its end is left out.
 *
 * @throws ToolkitError when there is none, or it is no text
 */
export async function secretValue({ session, deps, name, file }: SecretInputProps): Promise<string> {
  if (file !== undefined) {
    return textOf(readFile(path.resolve(deps.directory, file), file), file);
  }
  if (deps.stdin.isTTY === true) {
    const answer = await session.report.askSecret({ code: 'secret', text: `Value of ${name} (not shown)` });
    if (answer === undefined) {
      throw session.interruption.happened
        ? new ToolkitError('INTERRUPTED', 'Interrupted.')
        : new ToolkitError(
            'DECLINED',
            `No value of ${name} was given. Nothing was written.`,
            'Give it at the prompt, on standard input or with --from-file; --json has no prompt.',
          );
    }
    return answer;
  }
  return textOf(await readAll(deps.stdin as Readable, session.interruption.signal), 'standard input');
}

function readFile(place: string, shown: string): Buffer {
  try {
    if (fs.statSync(place).size > LARGEST) {
      throw tooLarge();
    }
    return fs.readFileSync(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new ToolkitError('USAGE', `--from-file: ${shown} does not exist.`, 'Name a file with the value.');
    }
    throw fileTrouble(error) ?? error;
  }
}

async function readAll(stdin: Readable, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stdin)) {
      const bytes = Buffer.from(chunk as Buffer | string);
      chunks.push(bytes);
      size += bytes.length;
      if (size > LARGEST) {
        throw tooLarge();
      }
    }
  } catch (error) {
    throw signal.aborted ? new ToolkitError('INTERRUPTED', 'Interrupted.') : error;
  }
  return Buffer.concat(chunks);
}

function tooLarge(): ToolkitError {
  return new ToolkitError('USAGE', 'The value is larger than any secret may be.', 'Nothing was written.');
}

function textOf(bytes: Buffer, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw new ToolkitError(
      'USAGE',
      `The value in ${source} is not text in UTF-8.`,
      'A secret is text: encode other content first, as with base64.',
    );
  }
}
