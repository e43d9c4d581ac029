namespace Musubi.Cli.Completion;

/// <summary>What shells run to complete. Each hands its words to the hidden command "complete", which prints one candidate a line.</summary>
internal static class CompletionScripts
{
    public static string For(string shell) => shell switch
    {
        "zsh" => Zsh,
        "fish" => Fish,
        _ => Bash,
    };

    private const string Bash = """
        # bash completion for musubi: source <(musubi completion bash)
        _musubi() {
            local word=${COMP_WORDS[COMP_CWORD]} candidate
            COMPREPLY=()
            while IFS= read -r candidate; do
                [[ -n $candidate ]] && COMPREPLY+=("$(printf '%q' "$candidate")")
            done < <(musubi complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
            if [[ ${#COMPREPLY[@]} -eq 0 ]]; then
                compopt -o default 2>/dev/null
            fi
            return 0
        }
        complete -F _musubi musubi

        """;

    private const string Zsh = """
        #compdef musubi
        # zsh completion for musubi: source <(musubi completion zsh)
        _musubi() {
            local -a candidates
            candidates=("${(@f)$(musubi complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            if (( ${#candidates} )) && [[ -n ${candidates[1]} ]]; then
                compadd -- "${candidates[@]}"
            else
                _files
            fi
        }
        if [[ -n ${functions[compdef]-} ]]; then
            compdef _musubi musubi
        fi

        """;

    private const string Fish = """
        # fish completion for musubi: musubi completion fish | source
        function __musubi_complete
            set -l words (commandline -opc) (commandline -ct)
            musubi complete -- $words[2..-1] 2>/dev/null
        end
        complete -c musubi -a '(__musubi_complete)'

        """;
}
