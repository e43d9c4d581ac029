using System.Text.Json;

namespace Musubi.Cli.Output;

/// <summary>Writes objects in the format that was asked for.</summary>
internal sealed class ObjectWriter(Surroundings surroundings, OutputFormat format)
{
    public OutputFormat Format => format;

    /// <summary>The format is for people.</summary>
    public bool ForPeople => format is OutputFormat.Table or OutputFormat.Wide;

    /// <summary>A list: an array in JSON, a document to each object in YAML.</summary>
    public void List(KindView kind, IReadOnlyList<JsonElement> items)
    {
        if (ForPeople)
        {
            Table(kind, items);
        }
        else if (format == OutputFormat.Yaml)
        {
            YamlText.Write(surroundings.Out, items);
        }
        else
        {
            surroundings.Out.WriteLine(JsonText.Indented(JsonSerializer.SerializeToElement(items, JsonAccessContext.Default.IReadOnlyListJsonElement)));
        }
    }

    /// <summary>One object in full.</summary>
    public void Object(JsonElement item)
    {
        switch (format)
        {
            case OutputFormat.Json:
                surroundings.Out.WriteLine(JsonText.Indented(item));
                break;
            case OutputFormat.Yaml:
                YamlText.Write(surroundings.Out, [item]);
                break;
            default:
                DetailWriter.Write(surroundings.Out, surroundings.Colours, item);
                break;
        }
    }

    /// <summary>Several objects in full: for people one below the other, else as a list of them.</summary>
    public void Objects(IReadOnlyList<JsonElement> items)
    {
        if (!ForPeople)
        {
            List(Kinds.All[0], items);
            return;
        }

        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                surroundings.Out.WriteLine();
            }

            DetailWriter.Write(surroundings.Out, surroundings.Colours, items[i]);
        }
    }

    /// <summary>One of a stream of objects, as it comes.</summary>
    public void Next(JsonElement item, string line)
    {
        switch (format)
        {
            case OutputFormat.Json:
                surroundings.Out.WriteLine(JsonText.Compact(item));
                break;
            case OutputFormat.Yaml:
                surroundings.Out.WriteLine("---");
                YamlText.Write(surroundings.Out, [item]);
                break;
            default:
                surroundings.Out.WriteLine(SafeText.Of(line));
                break;
        }

        surroundings.Out.Flush();
    }

    /// <summary>A sentence for people; scripts get nothing.</summary>
    public void Say(string line)
    {
        if (ForPeople)
        {
            surroundings.Out.WriteLine(SafeText.Of(line));
        }
    }

    private void Table(KindView kind, IReadOnlyList<JsonElement> items)
    {
        if (items.Count == 0)
        {
            surroundings.Error.WriteLine($"no {kind.Plural}");
            return;
        }

        Column[] columns = [.. kind.Columns.Where(c => format == OutputFormat.Wide || !c.Wide)];
        TableWriter.Write(surroundings.Out, surroundings.Colours, columns,
            items.SelectMany(item => kind.Rows(item).Select(row => (IReadOnlyList<string>)[.. columns.Select(c => c.Read(row, item))])));
    }
}
