import { type Command } from 'commander';
import { completionProgram } from './completion-program';
import { completionTable } from './completion-table';

/** Supported shells. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Supported shell. */
export type Shell = (typeof SHELLS)[number];

/**
 * Generates a script that completes commands, options and their values, for `azstage` and `npx azstage`.
 *
 * Each shell passes the words to {@link completionProgram} as arguments, and takes what it prints line by line: no shell ever evaluates them.
 */
export function completionScript(shell: Shell, program: Command): string {
  const words = `node -e '${completionProgram(completionTable(program))}' -- ${shell}`;
  switch (shell) {
    case 'bash':
      return bash(words);
    case 'zsh':
      return zsh(words);
    case 'fish':
      return fish(words);
  }
}

/** Descriptions are shown in the list of several completions (type 63), which Bash does not insert. */
function bash(words: string): string {
  return `_azstage_words() {
  ${words} "$@" 2>/dev/null
}
_azstage() {
  local line word about tab=$'\\t' first=1
  COMPREPLY=()
  if [ "\${COMP_WORDS[0]##*/}" = npx ]; then
    if [ "$COMP_CWORD" -lt 2 ] || [ "\${COMP_WORDS[1]}" != azstage ]; then
      compopt -o default 2>/dev/null
      return
    fi
    first=2
  fi
  while IFS= read -r line; do
    word="\${line%%"$tab"*}"
    about="\${line#*"$tab"}"
    if [ "$word" = "" ]; then
      compopt -o default 2>/dev/null
    elif [ "\${COMP_TYPE:-9}" = 63 ] && [ "$about" != "" ]; then
      COMPREPLY+=("$word  ($about)")
    else
      COMPREPLY+=("$word")
      case "$word" in *=) compopt -o nospace 2>/dev/null ;; esac
    fi
  done < <(_azstage_words "\${COMP_WORDS[@]:first:COMP_CWORD-first+1}")
}
complete -F _azstage azstage
complete -p npx >/dev/null 2>&1 || complete -F _azstage npx`;
}

function zsh(words: string): string {
  return `#compdef azstage
_azstage_words() {
  ${words} "$@" 2>/dev/null
}
_azstage() {
  local line word tab=$'\\t'
  local -i first=2
  local -a found shown open
  if [[ "\${words[1]:t}" == npx ]]; then
    if (( CURRENT < 3 )) || [[ "\${words[2]}" != azstage ]]; then
      _files
      return
    fi
    first=3
  fi
  while IFS= read -r line; do
    word="\${line%%$tab*}"
    if [[ -z "$word" ]]; then
      _files
      return
    elif [[ "$word" == *= ]]; then
      open+=("$word")
    else
      found+=("$word")
      shown+=("\${line/$tab/  }")
    fi
  done < <(_azstage_words "\${(@Q)words[first,CURRENT-1]}" "$PREFIX")
  compadd -S '' -a open
  compadd -l -d shown -a found
}
if (( ! $+functions[compdef] )); then
  autoload -Uz compinit
  compinit
fi
compdef _azstage azstage
(( $+_comps[npx] )) || compdef _azstage npx
if [[ "\${funcstack[1]}" == _azstage ]]; then
  _azstage "$@"
fi`;
}

function fish(words: string): string {
  return `function __azstage_words
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  if string match -qr '(^|/)npx$' -- $words[1]
    set -e words[1]
  end
  set -e words[1]
  ${words} $words "$current" 2>/dev/null | while read -l line
    if test "$line" = \\t'files'
      __fish_complete_path "$current"
    else
      printf '%s\\n' $line
    end
  end
end
function __azstage_by_npx
  set -l words (commandline -opc)
  test "$words[2]" = azstage
end
complete -c azstage -f -a '(__azstage_words)'
complete -c npx -n __azstage_by_npx -f -a '(__azstage_words)'`;
}
