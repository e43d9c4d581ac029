using System.CommandLine;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Any kind of object, for scripts: what it prints as YAML is what apply takes.</summary>
internal static class GetCommand
{
    public static Command Make(CommandFactory factory)
    {
        Argument<KindView> kind = new("KIND") { Description = string.Join(", ", Kinds.All.Select(k => k.Name)) };
        kind.CustomParser = result => Kinds.Find(result.Tokens[0].Value) ?? Unknown(result);
        kind.CompletionSources.Add([.. Kinds.All.Select(k => k.Name)]);
        Argument<string?> name = new("NAME") { Description = "Name or id; SWITCH/NUMBER for a port, HOST/NAME for an adapter", Arity = ArgumentArity.ZeroOrOne };
        return factory.Leaf("get", "Get objects of any kind", [kind, name], async invocation =>
        {
            KindView view = invocation.Value(kind);
            if (invocation.Parsed.GetValue(name) is not { } wanted)
            {
                invocation.Output.List(view, await invocation.ListAsync(view.Collection).ConfigureAwait(false));
                return ExitCode.Done;
            }

            System.Text.Json.JsonElement found = await ObjectFinder.FindAsync(invocation, view, wanted).ConfigureAwait(false);
            if (invocation.Output.ForPeople)
            {
                invocation.Output.List(view, [found]);
            }
            else
            {
                invocation.Output.Object(found);
            }

            return ExitCode.Done;
        });
    }

    private static KindView Unknown(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError(ErrorText.Line("KIND", result.Tokens[0].Value, $"must be one of {string.Join(", ", Kinds.All.Select(k => k.Name))}"));
        return Kinds.Switch;
    }
}
