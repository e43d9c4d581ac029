using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Musubi.Cli.Documents;

/// <summary>Reads JSON texts, one after the other, and where their fields stand.</summary>
internal ref struct JsonDocuments
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly DocumentErrors _errors;
    private Utf8JsonReader _reader;
    private Dictionary<string, int> _lines = [];
    private int _position;
    private int _line = 1;

    private JsonDocuments(ReadOnlySpan<byte> bytes, DocumentErrors errors)
    {
        _bytes = bytes;
        _errors = errors;
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = DocumentLimits.MaxDepth });
    }

    /// <exception cref="CliException">It is no JSON, or says a field twice; every error names its line.</exception>
    public static List<ReadDocument> Read(string content, string file)
    {
        DocumentErrors errors = new(file);
        List<ReadDocument> documents = [];
        try
        {
            JsonDocuments reading = new(Encoding.UTF8.GetBytes(content.TrimStart('\ufeff')), errors);
            while (reading._reader.Read())
            {
                reading._lines = new(StringComparer.Ordinal);
                int line = reading.Line();
                documents.Add(new ReadDocument(reading.Value(""), line, reading._lines));
            }
        }
        catch (JsonException error)
        {
            throw errors.Fatal((int)(error.LineNumber ?? 0) + 1, $"must be JSON: {error.Message}");
        }

        errors.ThrowIfAny();
        return documents;
    }

    private JsonNode? Value(string path)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Object(path);
            case JsonTokenType.StartArray:
                return Array(path);
            case JsonTokenType.String:
                return JsonValue.Create(_reader.GetString());
            case JsonTokenType.Null:
                return null;
            default:
                return JsonNode.Parse(_reader.ValueSpan);
        }
    }

    private JsonObject Object(string path)
    {
        JsonObject result = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            string name = _reader.GetString()!;
            string field = FieldPath.Of(path, name);
            int line = Line();
            _reader.Read();
            JsonNode? value = Value(field);
            if (!result.TryAdd(name, value))
            {
                _errors.Add(line, field, "", "must be given only once");
            }

            _lines[field] = line;
        }

        return result;
    }

    private JsonArray Array(string path)
    {
        JsonArray result = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            string item = $"{path}[{result.Count}]";
            _lines[item] = Line();
            result.Add(Value(item));
        }

        return result;
    }

    /// <summary>The line of the present token; counts on from where it was asked last.</summary>
    private int Line()
    {
        int start = (int)_reader.TokenStartIndex;
        _line += _bytes[_position..start].Count((byte)'\n');
        _position = start;
        return _line;
    }
}
