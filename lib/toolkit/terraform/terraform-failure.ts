import fs from 'node:fs';
import { ToolkitError } from '../toolkit-error';
import { describeLock, type LockInfo, lockInText } from './lock-info';
import { type TerraformExit } from './terraform-cli';
import { type Diagnostic } from './terraform-events';
import { shellWord } from '../host/shell-word';

/** Properties of a failure of Terraform. */
export interface TerraformFailureProps {
  /** Errors that it reported. */
  readonly diagnostics: readonly Diagnostic[];
  /** Instruction, as a sentence. */
  readonly fix?: string;
  /** Whether it was killed by a signal before it could clean up. @default false */
  readonly wasKilled?: boolean;
  /** Whether it held the lock of the state when it ended, according to its output. @default false */
  readonly hadLock?: boolean;
  /** Conflicting lock. */
  readonly lock?: LockInfo;
}

/** Failure of Terraform on a stage. */
export class TerraformFailure extends ToolkitError {
  public readonly diagnostics: readonly Diagnostic[];
  public readonly wasKilled: boolean;
  public readonly hadLock: boolean;
  public readonly lock?: LockInfo;

  constructor(
    public readonly kind: 'TERRAFORM_FAILED' | 'LOCKED' | 'STALE',
    message: string,
    private readonly props: TerraformFailureProps,
  ) {
    super(kind, message, props.fix);
    this.diagnostics = props.diagnostics;
    this.wasKilled = props.wasKilled ?? false;
    this.hadLock = props.hadLock ?? false;
    this.lock = props.lock;
  }

  /** Copy with its texts mapped. */
  public mapText(words: (text: string) => string): TerraformFailure {
    const diagnostics = this.diagnostics.map(({ detail, ...diagnostic }) => ({
      ...diagnostic,
      detail: detail === undefined ? undefined : words(detail),
    }));
    return new TerraformFailure(this.kind, words(this.message), { ...this.props, diagnostics });
  }
}

/** Context of a failure. */
export interface FailureContext {
  /** Command of Terraform: `plan`, `apply`, `init` ... */
  readonly command: string;
  readonly exit: TerraformExit;
  readonly diagnostics: readonly Diagnostic[];
  /** Output lines that are not JSON. */
  readonly text: readonly string[];
  readonly logFile: string;
  /** Whether {@link logFile} is complete. @default true */
  readonly isLogWhole?: boolean;
  /** Name of the stage. */
  readonly stage?: string;
  /** Whether Terraform printed output that it prints only while it holds the lock of the state. @default false */
  readonly hadLock?: boolean;
}

/** Beginning of an error in human-readable output of Terraform: a line after the left edge of the frame. */
export const ERROR_IN_TEXT = /^[ \t]*(?:│[ \t]*)?Error: /m;

const DISK_FULL = 'The disk is full. Free some space, then run the command again.';

/** Failure according to the output of Terraform. */
export function terraformFailure(context: FailureContext): TerraformFailure {
  const { command, exit, diagnostics, text, logFile, stage } = context;
  const reported = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const errors = reported.length > 0 ? reported : errorsInText(text);
  if (exit.signal !== undefined) {
    return new TerraformFailure('TERRAFORM_FAILED', `Terraform was killed by ${exit.signal} during ${command}.`, {
      diagnostics: errors,
      fix: 'Its last changes may be missing from the state. Check whether the machine ran out of memory, run the command again, and check the plan.',
      wasKilled: true,
      hadLock: context.hadLock,
    });
  }
  const lock = lockInText([...errors.map((error) => `${error.summary}\n${error.detail}`), ...text].join('\n'));
  if (lock !== undefined) {
    return lockedFailure(lock, errors, stage);
  }
  if (errors.length > 0) {
    const message = errors.map(({ summary, detail = '' }) => `${summary}\n${detail}`.trim()).join('\n\n');
    const fix = errors.map(fixFor).find((known) => known !== undefined);
    const isStale = errors.some(({ summary }) => /^Saved plan is stale/.test(summary));
    return new TerraformFailure(isStale ? 'STALE' : 'TERRAFORM_FAILED', message, { diagnostics: errors, fix });
  }
  if (context.isLogWhole === false) {
    return new TerraformFailure(
      'TERRAFORM_FAILED',
      `Terraform exited with ${exit.exitCode} during ${command}, and its output in ${logFile} is incomplete: the disk is or was full.`,
      {
        diagnostics: [],
        fix: 'Free some space, then run the command again: what was completed is in the state and is not repeated.',
      },
    );
  }
  const said = text.join('\n').trim();
  if (said === '' && isFull(logFile)) {
    return new TerraformFailure(
      'TERRAFORM_FAILED',
      `Terraform exited with ${exit.exitCode} during ${command}, without a message: the disk is full (${logFile}).`,
      { diagnostics: [], fix: DISK_FULL },
    );
  }
  return new TerraformFailure(
    'TERRAFORM_FAILED',
    `Terraform exited with ${exit.exitCode} during ${command}${said === '' ? ' and printed nothing' : `:\n${said}`}`,
    { diagnostics: [], fix: `All that it printed is in ${logFile}.` },
  );
}

/** Whether the disk with the log is full, so that output of Terraform was lost. */
function isFull(logFile: string): boolean {
  return fs.existsSync(logFile) && fs.statfsSync(logFile).bavail === 0;
}

/** Errors in human-readable output of Terraform, such as that of `init`. */
function errorsInText(text: readonly string[]): Diagnostic[] {
  const [, ...blocks] = text.join('\n').split(ERROR_IN_TEXT);
  return blocks.map((block) => {
    const [summary = '', ...detail] = block.replace(/^[│╵╷] ?/gm, '').split('\n');
    return { severity: 'error', summary, detail: detail.join('\n').trim() };
  });
}

function lockedFailure(lock: LockInfo, errors: readonly Diagnostic[], stage = 'STAGE'): TerraformFailure {
  const fix = `Wait for that run. azstage locks shows whether it is alive; if it is dead, azstage unlock ${shellWord(stage)} releases the lock.`;
  return new TerraformFailure('LOCKED', describeLock(lock), { diagnostics: errors, fix, lock });
}

/** Instructions for common errors. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/no space left on device/i, DISK_FULL],
  [
    /Azure CLI is not installed|az login|obtain a token|AADSTS/i,
    'Sign in with az login, or give a service principal by ARM_ variables.',
  ],
  [
    /AuthorizationFailed|does not have authorization/i,
    'Ask for a role on the subscription or the resource group that allows this.',
  ],
  [
    /MissingSubscriptionRegistration|not registered to use namespace/i,
    'Register the resource provider with az provider register.',
  ],
  [
    /already exists - to be managed via Terraform/i,
    'Import it with azstage import, or delete it in Azure, then run this again.',
  ],
  [
    /QuotaExceeded|exceed(s|ing) .{0,200}quota/i,
    'Ask for more quota in the Azure portal, or choose another size or location.',
  ],
  [/Failed to (save|persist|write) state|Error saving state/i, 'The state could not be written to the backend.'],
  [
    /could not connect to registry|failed to request discovery document/i,
    'Make the registry reachable, or name a mirror by provider_installation in the configuration of Terraform (TF_CLI_CONFIG_FILE).',
  ],
  [/init -upgrade/i, 'To select provider versions again, delete .terraform.lock.hcl of the project.'],
  [/Saved plan is stale/i, 'Something else changed the state in between. Plan again.'],
];

function fixFor({ summary, detail = '' }: Diagnostic): string | undefined {
  const text = `${summary} ${detail}`;
  return KNOWN.find(([pattern]) => pattern.test(text))?.[1];
}
