import { type Command } from 'commander';

/** Supported shells. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Supported shell. */
export type Shell = (typeof SHELLS)[number];

/** Shell command that reads the names of the stages from the last synth, without running the app. */
const STAGES = `node -p 'Object.keys(JSON.parse(require("fs").readFileSync("cdktf.out/manifest.json")).stacks).join(" ")' 2>/dev/null`;

/** Generates a script that completes commands, options and stages. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
    case 'fish':
      return fish(commands);
  }
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const stages = takesStages(command) ? ' $(_azstage_stages)' : '';
    return `    ${names(command).join('|')}) words="${flags(command).join(' ')}${stages}" ;;`;
  });
  return [
    '_azstage_stages() {',
    `  ${STAGES}`,
    '}',
    '_azstage() {',
    '  local words',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    `    *) words="${commands.flatMap(names).join(' ')}" ;;`,
    '  esac',
    `  [ "$COMP_CWORD" -eq 1 ] && words="${commands.flatMap(names).join(' ')}"`,
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -F _azstage azstage',
  ].join('\n');
}

function fish(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => {
    const here = `__fish_seen_subcommand_from ${names(command).join(' ')}`;
    return [
      `complete -c azstage -n __fish_use_subcommand -a ${command.name()} -d '${command.description()}'`,
      ...command.options.map((option) => {
        const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
        return `complete -c azstage -n '${here}'${short} -l ${option.long?.slice(2)} -d '${option.description.replaceAll("'", '')}'`;
      }),
      ...(takesStages(command) ? [`complete -c azstage -n '${here}' -a '(__azstage_stages)'`] : []),
    ];
  });
  return [
    'complete -c azstage -f',
    'function __azstage_stages',
    `  ${STAGES} | string split " "`,
    'end',
    ...lines,
  ].join('\n');
}

function names(command: Command): string[] {
  return [command.name(), ...command.aliases()];
}

function flags(command: Command): string[] {
  return command.options.flatMap((option) => [option.short, option.long]).filter((flag) => flag !== undefined);
}

function takesStages(command: Command): boolean {
  return command.registeredArguments.some((argument) => /^stages?$/.test(argument.name()));
}
