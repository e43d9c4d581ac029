using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Musubi.Cli.Output;

/// <summary>Writes JSON for scripts, and for people who read along.</summary>
internal static class JsonText
{
    public static string Indented(JsonElement element) => Write(element, indented: true);

    /// <summary>On one line.</summary>
    public static string Compact(JsonElement element) => Write(element, indented: false);

    private static string Write(JsonElement element, bool indented)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            element.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
