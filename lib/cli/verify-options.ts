import { type Command, InvalidArgumentError } from 'commander';

/** Options of `verify` beside those of every command. */
export interface VerifyCommandOptions {
  readonly parallelism?: number;
  readonly timeout?: number;
  readonly strict?: boolean;
  readonly fromJob?: boolean;
  readonly jobImage?: string;
}

/** Longest time limit of a check, in seconds. */
const LONGEST = 3600;

/** Adds the limits of a verification. Their defaults are those of the engine, which is not loaded yet. */
export function verifyOptions(command: Command): Command {
  return command
    .option('--parallelism <number>', 'Maximum number of checks that are made at once (default: 8)', wholeNumber)
    .option('--timeout <seconds>', 'Time limit of each check (default: 60)', seconds)
    .option('--from-job', 'Ask the services from a job inside of an environment of Container Apps of the stages')
    .option('--job-image <image>', 'Image of that job, with Node.js 20.19 or newer (default: that of Azure Linux)')
    .option('--strict', 'Exit with 1 also when something is unreachable or not deployed');
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new InvalidArgumentError('Allowed: a whole number from 1.');
  }
  return number;
}

function seconds(text: string): number {
  const time = Number(text);
  if (text.trim() === '' || !(time > 0 && time <= LONGEST)) {
    throw new InvalidArgumentError(`Allowed: a number of seconds above 0, up to ${LONGEST}.`);
  }
  return time;
}
