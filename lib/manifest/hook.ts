import { z } from 'zod';

/** Words of a command that need no shell. */
const WORDS = /^[^\s"'`$&|;<>()*?[\]{}~#!\\]+( +[^\s"'`$&|;<>()*?[\]~#!\\]+)*$/;

/** Longest time of a hook, in seconds. */
const LONGEST = 86_400;

/** Command that runs after synth or after a plan. */
export interface Hook {
  /** @default name of the program */
  readonly name?: string;
  /** Program and its arguments, or a text of plain words; with `shell`, a script. */
  readonly command: string | readonly string[];
  /** Whether the command is a script for the shell. @default false */
  readonly shell?: boolean;
  /** File that it writes, relative to the directory `{output}`. @default standard output */
  readonly output?: string;
  /** Form of what it writes: findings in SARIF or JUnit, or text that is shown. @default findings */
  readonly format?: 'findings' | 'text';
  /** Least level of an open finding with which the run fails. @default error */
  readonly failOn?: 'error' | 'warning' | 'note' | 'never';
  /** Seconds after which it is stopped. @default 300 */
  readonly timeLimit?: number;
}

/** Commands that run after synth and after a plan. */
export interface Hooks {
  /** @default none */
  readonly afterSynth?: readonly Hook[];
  /** @default none */
  readonly afterPlan?: readonly Hook[];
}

const HOOK: z.ZodType<Hook> = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^(?!azstage$)[A-Za-z0-9][\w.-]{0,39}$/,
        'up to 40 letters, digits, dots, hyphens and underscores, but not azstage',
      )
      .optional()
      .describe('Name in messages. Default: the program'),
    command: z
      .union([z.string().min(1), z.array(z.string()).min(1)], {
        error: 'a text, or a list of a program and its arguments',
      })
      .describe('Program and its arguments; with shell, a script'),
    shell: z.boolean().optional().describe('Whether the command is a script for the shell. Default: false'),
    output: z
      .string()
      .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\:]+$/, 'a path within the directory {output}')
      .optional()
      .describe('File that it writes, within the directory {output}. Default: standard output'),
    format: z.enum(['findings', 'text']).optional().describe('findings (SARIF or JUnit) or text. Default: findings'),
    failOn: z
      .enum(['error', 'warning', 'note', 'never'])
      .optional()
      .describe('Least level with which the run fails. Default: error'),
    timeLimit: z
      .number()
      .positive()
      .max(LONGEST)
      .optional()
      .describe('Seconds after which it is stopped. Default: 300'),
  })
  .refine(({ command, shell }) => shell === true || typeof command !== 'string' || WORDS.test(command), {
    error: 'a text has plain words alone: write a list of the program and its arguments, or shell: true',
    path: ['command'],
  })
  .refine(({ command, shell }) => shell !== true || typeof command === 'string', {
    error: 'with shell: true, a text: a list needs no shell',
    path: ['command'],
  });

/** Schema of {@link Hooks}. */
export const HOOKS: z.ZodType<Hooks> = z.strictObject({
  afterSynth: z.array(HOOK).optional().describe('Commands that run after synth'),
  afterPlan: z.array(HOOK).optional().describe('Commands that run after the plans'),
});
