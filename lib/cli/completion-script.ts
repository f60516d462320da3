import { type Command } from 'commander';

/** Supported shells. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Supported shell. */
export type Shell = (typeof SHELLS)[number];

/**
 * Node.js program that prints stages, or tags as `name=value`, of the last synth, without running the app. It prints no word that a shell would have to
 * quote, as the files may come from anywhere.
 */
const PROGRAM = [
  'const read = (file) => JSON.parse(require("fs").readFileSync("cdktf.out/" + file));',
  'const tags = () => read("azstage.json").stages.flatMap((stage) => Object.entries(stage.tags ?? {}).map((tag) => tag.join("=")));',
  'const words = process.argv[1] === "tags" ? tags() : Object.keys(read("manifest.json").stacks);',
  'console.log([...new Set(words)].filter((word) => /^[a-zA-Z0-9_][a-zA-Z0-9_.:@/=-]*$/.test(word)).join("\\n"));',
].join(' ');

/** Shell command that prints a word on each line. */
const WORDS = `node -e '${PROGRAM}' "$1" 2>/dev/null`;

const LIFECYCLES = ['permanent', 'on-demand', 'ephemeral'];

/** Options whose values are stages of the app. */
const STAGE_OPTIONS = ['--exclude', '--accept-state'];

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
  const all = commands.flatMap(names);
  const cases = commands.map((command) => {
    const stages = takesStages(command) ? '$(_azstage_words stages)' : '';
    return `    ${names(command).join('|')}) words="${[...flags(command), stages].join('\n').trim()}" ;;`;
  });
  return [
    '_azstage_words() {',
    `  ${WORDS}`,
    '}',
    '_azstage() {',
    '  local cur="${COMP_WORDS[COMP_CWORD]}" at=$((COMP_CWORD - 1)) before="" option="" word words',
    '  # Bash splits name=value into three words.',
    '  if [ "$cur" = "=" ]; then before="${COMP_WORDS[at]}=" cur=""; fi',
    '  if [ "$at" -gt 1 ] && [ "${COMP_WORDS[at]}" = "=" ]; then before="${COMP_WORDS[at - 1]}="; fi',
    '  while [ "$at" -gt 1 ] && [ "$option" = "" ]; do',
    '    case "${COMP_WORDS[at]}" in -*) option="${COMP_WORDS[at]}" ;; esac',
    '    at=$((at - 1))',
    '  done',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    `    *) words="${all.join('\n')}" ;;`,
    '  esac',
    '  case "$cur" in -*) option="" ;; esac',
    '  case "$option" in',
    `    ${STAGE_OPTIONS.join('|')}) words="$(_azstage_words stages)" ;;`,
    '    --tag) words="$(_azstage_words tags)" ;;',
    `    --lifecycle) words="${LIFECYCLES.join('\n')}" ;;`,
    '  esac',
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${all.join('\n')}"; fi`,
    '  COMPREPLY=()',
    '  while IFS= read -r word; do',
    '    case "$word" in "") ;; "$before$cur"*) COMPREPLY+=("${word#"$before"}") ;; esac',
    '  done <<< "$words"',
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
        return `complete -c azstage -n '${here}'${short} -l ${option.long?.slice(2)}${fishValues(option.long)} -d '${option.description.replaceAll("'", '')}'`;
      }),
      ...choices(command).map((choice) => `complete -c azstage -n '${here}' -a ${choice}`),
      ...(takesStages(command) ? [`complete -c azstage -n '${here}' -a '(__azstage_words stages)'`] : []),
    ];
  });
  return [
    'complete -c azstage -f',
    'function __azstage_words',
    `  ${WORDS.replace('"$1"', '$argv[1]')}`,
    'end',
    ...lines,
  ].join('\n');
}

function fishValues(option: string | undefined): string {
  if (option !== undefined && STAGE_OPTIONS.includes(option)) {
    return " -x -a '(__azstage_words stages)'";
  }
  const values = { '--tag': '(__azstage_words tags)', '--lifecycle': LIFECYCLES.join(' ') }[option ?? ''];
  return values === undefined ? '' : ` -x -a '${values}'`;
}

function names(command: Command): string[] {
  return [command.name(), ...command.aliases()];
}

function flags(command: Command): string[] {
  return command.options.flatMap((option) => [option.short, option.long]).filter((flag) => flag !== undefined);
}

/** Values of arguments that have a list of them. */
function choices(command: Command): string[] {
  return command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
}

function takesStages(command: Command): boolean {
  return command.registeredArguments.some((argument) => /^stages?$/.test(argument.name()));
}
