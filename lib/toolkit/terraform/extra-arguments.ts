import { type Environment, folded } from '../host/environment-variables';
import { type RefusedVariable } from './refused-variable';

/** Arguments that Terraform adds to its command line: `TF_CLI_ARGS` to that of every command, `TF_CLI_ARGS_plan` to that of one. */
const EXTRA_ARGUMENTS = 'TF_CLI_ARGS';

/** Commands that azstage never runs, and that say nothing to a provider or a state. */
const OF_NO_CONCERN: ReadonlySet<string> = new Set(['console', 'fmt', 'get', 'graph', 'login', 'logout', 'validate']);

/** What neither moves a state nor changes a plan. */
const HARMLESS = [
  /^--?no-color(=true)?$/,
  /^--?compact-warnings(=true)?$/,
  /^--?input=(false|0)$/,
  /^--?parallelism=\d+$/,
  /^--?lock-timeout=\w+$/,
];

/** What of it the commands take that azstage runs long. Each of the others is refused by some command as unknown. */
const OF_PLAN_AND_APPLY = HARMLESS.slice(-2);

/** Whether a variable holds arguments for Terraform. */
export function hasExtraArguments(name: string): boolean {
  return name === EXTRA_ARGUMENTS || name.startsWith(`${EXTRA_ARGUMENTS}_`);
}

/** Variables whose arguments change which state is meant or what is planned or applied. */
export function refusedArguments(env: Environment, platform: NodeJS.Platform): RefusedVariable[] {
  return extraArguments(env, platform).flatMap(({ name, command, args }) => {
    const first = args.find((argument) => !HARMLESS.some((pattern) => pattern.test(argument)));
    if (first === undefined || (command !== undefined && OF_NO_CONCERN.has(command))) {
      return [];
    }
    // The value of an argument may be a secret: -var=password=...
    const [flag] = first.split('=');
    return [
      { name, why: `${flag} may change which state is meant, what is planned or what is applied`, fix: fixOf(flag) },
    ];
  });
}

/**
 * The variables as Terraform gets them. What `TF_CLI_ARGS` says goes to plan and apply alone, as some of the commands that azstage
 * runs know none of it and would end with an error.
 */
export function passedArguments(env: Environment, platform: NodeJS.Platform): Environment {
  const all = extraArguments(env, platform);
  const global = all.filter(({ command }) => command === undefined).flatMap(({ args }) => args);
  return Object.fromEntries(
    ['plan', 'apply'].flatMap((command) => {
      const own = all.filter((each) => each.command === command).flatMap(({ args }) => args);
      const passed = [...own, ...global].filter((argument) =>
        OF_PLAN_AND_APPLY.some((pattern) => pattern.test(argument)),
      );
      return passed.length === 0 ? [] : [[`${EXTRA_ARGUMENTS}_${command}`, passed.join(' ')]];
    }),
  );
}

interface ExtraArguments {
  /** Of the variable, as it is set. */
  readonly name: string;
  /** Undefined for every command. */
  readonly command?: string;
  readonly args: readonly string[];
}

function extraArguments(env: Environment, platform: NodeJS.Platform): ExtraArguments[] {
  return Object.entries(env)
    .filter(([name]) => hasExtraArguments(folded(name, platform)))
    .map(([name, value = '']) => {
      const suffix = name.slice(EXTRA_ARGUMENTS.length + 1);
      const command = suffix === '' ? undefined : platform === 'win32' ? suffix.toLowerCase() : suffix;
      return { name, command, args: argumentsIn(value) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The arguments of a line, with the value of a flag beside it joined to it. What is quoted is none that is known to do no harm. */
function argumentsIn(line: string): string[] {
  return line
    .replace(/(^|\s)(--?(?:parallelism|lock-timeout))\s+(?=[^\s-])/g, '$1$2=')
    .split(/\s+/)
    .filter((argument) => argument !== '');
}

/** What azstage has instead of an argument. */
function fixOf(flag = ''): string {
  switch (flag.replace(/^-+/, '')) {
    case 'var':
    case 'var-file':
      return 'Set TF_VAR_<name>, or a parameter with --parameters.';
    case 'target':
    case 'exclude':
    case 'replace':
      return 'azstage applies stages as a whole: name the stages, and run this Terraform by hand.';
    case 'destroy':
      return 'Use azstage down.';
    case 'refresh':
    case 'refresh-only':
      return 'Use azstage drift, or azstage plan --refresh.';
    case 'migrate-state':
    case 'reconfigure':
    case 'force-copy':
      return 'Use azstage deploy --migrate-state.';
    case 'backend-config':
    case 'backend':
    case 'state':
      return 'Write the backend into the code of the stage.';
    default:
      return 'Only -no-color, -compact-warnings, -input=false, -parallelism and -lock-timeout are passed on.';
  }
}
