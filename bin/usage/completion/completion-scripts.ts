/** Shells that complete command lines. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** A shell that completes command lines. */
export type Shell = (typeof SHELLS)[number];

/** What makes a shell ask `trailwatch completion words`, and complete files where that gives nothing. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# trailwatch completion bash >> ~/.bashrc
_trailwatch() {
  local IFS=$'\\n'
  COMPREPLY=($(trailwatch completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _trailwatch trailwatch
`,
  zsh: `# trailwatch completion zsh >> ~/.zshrc
_trailwatch() {
  local -a found
  found=(\${(f)"$(trailwatch completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -- $found; else _files; fi
}
compdef _trailwatch trailwatch
`,
  fish: `# trailwatch completion fish > ~/.config/fish/completions/trailwatch.fish
complete -c trailwatch -a '(trailwatch completion words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
  powershell: `# trailwatch completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName trailwatch -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($word -eq '') { $words += '""' }
  trailwatch completion words -- @words 2>$null |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`,
};
