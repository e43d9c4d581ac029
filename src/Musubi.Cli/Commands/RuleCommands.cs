using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Documents;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Filtering rules of whatever has them: shown, added, moved, removed, replaced by a file's.</summary>
internal static class RuleCommands
{
    private static readonly Column[] Columns =
    [
        Column.Field("#", "") with { Right = true }, Column.Field("NAME", ""), Column.Field("DIRECTION", ""), Column.Field("ACTION", ""), Column.Field("MATCH", ""),
        Column.Field("HITS", "") with { Right = true },
    ];

    private static JsonElement Nothing { get; } = JsonDocument.Parse("""{ "enabled": false, "rules": [] }""").RootElement;

    public static Command Make(CommandFactory factory, RuleOwner owner) => CommandFactory.Group(
        owner.Noun,
        owner == RuleOwner.Uplinks ? "Filtering and marking between the uplinks and the wire: the first rule that a frame meets decides" : "Filtering and marking: the first rule that a frame meets decides",
        List(factory, owner), Add(factory, owner), Move(factory, owner), Remove(factory, owner), Set(factory, owner));

    private static Command List(CommandFactory factory, RuleOwner owner)
    {
        Argument<string> name = Symbols.Name(owner.Argument, owner.About);
        string what = owner.Rules is null ? "Show its own rules" : "Show the rules that apply, and how many frames met each";
        return factory.Leaf("list", what, [name], async invocation =>
        {
            (JsonElement item, string path) = await owner.Find(invocation, invocation.Value(name)).ConfigureAwait(false);
            JsonElement rules = owner.Rules is null ? item.Find(owner.Field) ?? default : await invocation.GetAsync($"{path}/{owner.Rules}").ConfigureAwait(false);
            if (!invocation.Output.ForPeople)
            {
                invocation.Output.Object(rules.ValueKind == JsonValueKind.Undefined ? Nothing : rules);
                return ExitCode.Done;
            }

            Show(invocation.Surroundings, $"{owner.Subject} {invocation.Value(name)}", rules);
            return ExitCode.Done;
        });
    }

    private static Command Add(CommandFactory factory, RuleOwner owner)
    {
        Argument<string> name = Symbols.Name(owner.Argument, owner.About);
        RuleOptions rule = new();
        Option<string?> before = Symbols.Text("--before", "Put it before this rule (at the end)", "RULE");
        ChangeOptions change = new();
        return factory.Leaf("add", "Add a rule", [name, .. rule.All, before, .. change.All], async invocation =>
        {
            JsonObject added = rule.Read(invocation);
            (JsonElement item, string path) = await owner.Find(invocation, invocation.Value(name)).ConfigureAwait(false);
            List<JsonNode> rules = owner.OwnRules(item);
            int place = invocation.Value(before) is { } next ? PlaceOf(owner, item, rules, next) : rules.Count;
            rules.Insert(place, added);
            if (owner.Inherits(item))
            {
                invocation.Surroundings.Error.WriteLine(SafeText.Of($"warning: {owner.Subject} {invocation.Value(name)} had the rules of the level above; its own take their place"));
            }

            return await SendAsync(invocation, change, owner, item, path, rules, $"rule {invocation.Value(rule.Name)}", "was added").ConfigureAwait(false);
        });
    }

    private static Command Move(CommandFactory factory, RuleOwner owner)
    {
        Argument<string> name = Symbols.Name(owner.Argument, owner.About);
        Option<string> moved = Symbols.Required("--name", "The rule", "RULE");
        Option<string?> before = Symbols.Text("--before", "Put it before this rule (at the end)", "RULE");
        ChangeOptions change = new();
        return factory.Leaf("move", "Put a rule elsewhere in the order", [name, moved, before, .. change.All], async invocation =>
        {
            (string rule, string? next) = (invocation.Value(moved), invocation.Value(before));
            if (rule == next)
            {
                throw new CliException(ExitCode.Usage, ErrorText.Line("--before", rule, "must be another rule than the one that is moved"));
            }

            (JsonElement item, string path) = await owner.Find(invocation, invocation.Value(name)).ConfigureAwait(false);
            List<JsonNode> rules = owner.OwnRules(item);
            int from = PlaceOf(owner, item, rules, rule);
            JsonNode taken = rules[from];
            rules.RemoveAt(from);
            rules.Insert(next is null ? rules.Count : PlaceOf(owner, item, rules, next), taken);
            return await SendAsync(invocation, change, owner, item, path, rules, $"rule {rule}", "was moved").ConfigureAwait(false);
        });
    }

    private static Command Remove(CommandFactory factory, RuleOwner owner)
    {
        Argument<string> name = Symbols.Name(owner.Argument, owner.About);
        Option<string[]> names = Symbols.Many("--name", "The rule; several if need be", "RULE");
        names.Required = true;
        ChangeOptions change = new();
        return factory.Leaf("remove", "Remove rules", [name, names, .. change.All], async invocation =>
        {
            (JsonElement item, string path) = await owner.Find(invocation, invocation.Value(name)).ConfigureAwait(false);
            List<JsonNode> rules = owner.OwnRules(item);
            foreach (string gone in invocation.Value(names))
            {
                rules.RemoveAt(PlaceOf(owner, item, rules, gone));
            }

            return await SendAsync(invocation, change, owner, item, path, rules, $"rule {string.Join(", ", invocation.Value(names))}", "was removed").ConfigureAwait(false);
        });
    }

    private static Command Set(CommandFactory factory, RuleOwner owner)
    {
        Argument<string> name = Symbols.Name(owner.Argument, owner.About);
        Option<string> file = new("--file", "-f") { Description = "YAML or JSON: a list of rules, or an object with one; - is standard input", HelpName = "FILE", Required = true };
        ChangeOptions change = new();
        return factory.Leaf("set", "Replace all of its rules by those of a file", [name, file, .. change.All], async invocation =>
        {
            List<JsonNode> rules = Read(invocation.Surroundings, invocation.Value(file));
            (JsonElement item, string path) = await owner.Find(invocation, invocation.Value(name)).ConfigureAwait(false);
            return await SendAsync(invocation, change, owner, item, path, rules, $"{owner.Subject} {invocation.Value(name)}", "has new rules").ConfigureAwait(false);
        });
    }

    private static Task<ExitCode> SendAsync(
        Invocation invocation, ChangeOptions change, RuleOwner owner, JsonElement item, string path, IEnumerable<JsonNode> rules, string subject, string done) =>
        new Changer(invocation, change).SendBasedAsync(item.Number("revision"), HttpMethod.Patch, path, owner.Body(rules), subject, done);

    /// <exception cref="CliException">It has no rule of that name.</exception>
    private static int PlaceOf(RuleOwner owner, JsonElement item, List<JsonNode> rules, string name)
    {
        int place = rules.FindIndex(rule => (string?)rule["name"] == name);
        string broken = owner.Inherits(item) ? "no such rule exists of its own: those that apply are of the level above" : "no such rule exists";
        return place >= 0 ? place : throw new CliException(ExitCode.NotFound, ErrorText.Line("rule", name, broken));
    }

    /// <exception cref="CliException">There is something else than rules in it, or nothing.</exception>
    private static List<JsonNode> Read(Surroundings surroundings, string path)
    {
        JsonNode?[] found = [.. DocumentFiles.Read(surroundings, path).Select(document => document.Value)];
        if (found is [JsonObject whole] && whole.TryGetPropertyValue("rules", out JsonNode? list))
        {
            found = list is JsonArray rules ? [.. rules] : [list];
        }
        else if (found.Length == 0)
        {
            throw new CliException(ExitCode.Usage, $"{path}: must hold rules; \"rules: []\" stands for none");
        }

        return found.All(rule => rule is JsonObject)
            ? [.. found.Select(rule => rule!.DeepClone())]
            : throw new CliException(ExitCode.Usage, $"{path}: must be a list of rules, or an object with one in \"rules\"");
    }

    private static void Show(Surroundings surroundings, string owner, JsonElement rules)
    {
        bool isThere = rules.ValueKind == JsonValueKind.Object;
        string whose = isThere && rules.Text("of") is { Length: > 0 } of ? of : owner;
        List<IReadOnlyList<string>> rows = isThere ? [.. rules.Items("rules").Select(Row)] : [];
        string state = rows.Count == 0 ? "no rules" : rules.Flag("enabled") ? $"{rows.Count} rules" : $"{rows.Count} rules, not in force";
        string origin = isThere && rules.Text("origin") is { Length: > 0 } level && rows.Count > 0 ? $", from {Level(level)}" : "";
        string counted = isThere && rules.Find("counted") is not null && rows.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"; hits of {rules.Number("counted")} {(whose.StartsWith("uplinks", StringComparison.Ordinal) ? "uplinks" : "ports")}") : "";
        surroundings.Out.WriteLine(SafeText.Of($"{whose}: {state}{origin}{counted}"));
        if (rows.Count > 0)
        {
            TableWriter.Write(surroundings.Out, surroundings.Colours, Columns, rows);
        }
    }

    private static string Level(string origin) => origin switch { "portGroup" => "its port group", "switch" => "the switch", "port" => "the port", _ => origin };

    private static IReadOnlyList<string> Row(JsonElement rule, int index)
    {
        string marks = (rule.Find("cos") is { } cos ? $" cos {cos.Shown()}" : "") + (rule.Find("dscp") is { } dscp ? $" dscp {dscp.Shown()}" : "");
        string match = rule.Find("match") is { ValueKind: JsonValueKind.Object } asked ? string.Join(", ", asked.EnumerateObject().Select(one => $"{one.Name} {one.Value.Shown()}")) : "";
        return [(index + 1).ToString(CultureInfo.InvariantCulture), rule.Text("name"), rule.Text("direction"), rule.Text("action") + marks, match.Length > 0 ? match : "everything", rule.Text("hits")];
    }
}
