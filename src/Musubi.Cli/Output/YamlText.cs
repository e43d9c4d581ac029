using System.Text.Json;
using Musubi.Cli.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Musubi.Cli.Output;

/// <summary>Writes JSON values as YAML documents that <c>apply</c> reads back as the same values.</summary>
internal static class YamlText
{
    /// <summary>One document to an element, parted by "---".</summary>
    public static void Write(TextWriter output, IEnumerable<JsonElement> documents)
    {
        Emitter emitter = new(output, new EmitterSettings().WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        bool first = true;
        foreach (JsonElement document in documents)
        {
            emitter.Emit(new DocumentStart(null, null, isImplicit: first));
            Write(emitter, document);
            emitter.Emit(new DocumentEnd(isImplicit: true));
            first = false;
        }

        emitter.Emit(new StreamEnd());
    }

    private static void Write(Emitter emitter, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart(null, null, true, IsEmpty(element) ? MappingStyle.Flow : MappingStyle.Block));
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    WriteText(emitter, property.Name);
                    Write(emitter, property.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(null, null, true, IsFlat(element) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                WriteText(emitter, element.GetString()!);
                break;
            default:
                emitter.Emit(new Scalar(null, null, element.GetRawText(), ScalarStyle.Plain, true, false));
                break;
        }
    }

    private static void WriteText(Emitter emitter, string text)
    {
        bool isPlain = YamlScalar.Resolve(text) is YamlScalarKind.Text && SafeText.Of(text).Equals(text, StringComparison.Ordinal);
        emitter.Emit(new Scalar(null, null, text, isPlain ? ScalarStyle.Any : ScalarStyle.DoubleQuoted, isPlain, true));
    }

    private static bool IsEmpty(JsonElement element) => element.GetPropertyCount() == 0;

    private static bool IsFlat(JsonElement element) =>
        element.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array));
}
