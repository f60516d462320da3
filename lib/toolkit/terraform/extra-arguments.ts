import { type Environment, folded } from '../host/environment-variables';
import { type RefusedVariable } from './refused-variable';

/** Variable with arguments that Terraform adds to its command line: `TF_CLI_ARGS` for every command, `TF_CLI_ARGS_plan` for one. */
const EXTRA_ARGUMENTS = 'TF_CLI_ARGS';

/** Commands that azstage never runs and that access neither providers nor states. */
const OF_NO_CONCERN: ReadonlySet<string> = new Set(['console', 'fmt', 'get', 'graph', 'login', 'logout', 'validate']);

/** Arguments that change neither the location of a state nor a plan. */
const HARMLESS = [
  /^--?no-color(=true)?$/,
  /^--?compact-warnings(=true)?$/,
  /^--?input=(false|0)$/,
  /^--?parallelism=\d+$/,
  /^--?lock-timeout=\w+$/,
];

/** Those of {@link HARMLESS} that both plan and apply accept. Each of the others is unknown to some command. */
const OF_PLAN_AND_APPLY = HARMLESS.slice(-2);

/** Whether a variable holds arguments for Terraform. */
export function hasExtraArguments(name: string): boolean {
  return name === EXTRA_ARGUMENTS || name.startsWith(`${EXTRA_ARGUMENTS}_`);
}

/** Variables whose arguments change which state is used, or what is planned or applied. */
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
 * Variables with arguments as Terraform gets them. Those of `TF_CLI_ARGS` are passed to plan and apply alone, as other commands that azstage runs
 * do not accept them and would fail.
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
  /** Name of the variable, as set. */
  readonly name: string;
  /** Command of Terraform. @default every command */
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

/** Arguments of a line, each flag joined with a separate value. A quoted argument never counts as harmless. */
function argumentsIn(line: string): string[] {
  return line
    .replace(/(^|\s)(--?(?:parallelism|lock-timeout))\s+(?=[^\s-])/g, '$1$2=')
    .split(/\s+/)
    .filter((argument) => argument !== '');
}

/** Option of azstage that replaces an argument. */
function fixOf(flag = ''): string {
  switch (flag.replace(/^-+/, '')) {
    case 'var':
    case 'var-file':
      return 'Set TF_VAR_<name>, or a parameter with --parameters.';
    case 'target':
    case 'exclude':
    case 'replace':
      return 'azstage applies stages as a whole: name the stages, or run Terraform itself for this.';
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
