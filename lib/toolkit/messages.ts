import { type ListResult } from './actions/list';
import { type SynthResult } from './actions/synth';

/**
 * Every message of the engine: its code and what its `data` holds.
 *
 * Codes are stable; a new version may add messages, and keys to their data. docs/cli.md lists them for programs.
 */
export interface MessageData {
  /** The app's command starts. */
  'app.started': { readonly command: string };
  /** A line that the app wrote. */
  'app.output': { readonly line: string };
  /** The app's command is done. */
  'app.finished': { readonly milliseconds: number };
  /** A construct has something to say. */
  'construct.warning': { readonly path: string; readonly message: string };
  /** What `synth` made. */
  'synth.result': SynthResult;
  /** What `list` found. */
  'list.result': ListResult;
  /** The command failed. */
  'command.failed': { readonly code: string; readonly fix?: string; readonly stack?: string };
}

/** Stable identifier of a message. */
export type MessageCode = keyof MessageData;
