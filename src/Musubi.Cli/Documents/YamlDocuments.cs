using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Musubi.Cli.Documents;

/// <summary>
/// Reads YAML 1.2 by its core schema, event by event. Aliases are expanded within a bound; tags other than !!str and merge keys
/// are refused, because nothing that reads the documents after us would know them.
/// </summary>
internal sealed class YamlDocuments
{
    private const string TextTag = "tag:yaml.org,2002:str";

    private readonly Dictionary<AnchorName, (JsonNode? Value, int Count)> _anchors = [];
    private readonly DocumentErrors _errors;
    private readonly Parser _parser;
    private Dictionary<string, int> _lines = [];
    private int _values;

    private YamlDocuments(string content, DocumentErrors errors)
    {
        _parser = new Parser(new Scanner(new StringReader(content), skipComments: true));
        _errors = errors;
    }

    /// <exception cref="CliException">It is no YAML, or breaks a bound; every error names its line.</exception>
    public static List<ReadDocument> Read(string content, string file)
    {
        DocumentErrors errors = new(file);
        try
        {
            List<ReadDocument> documents = new YamlDocuments(content, errors).ReadAll();
            errors.ThrowIfAny();
            return documents;
        }
        catch (YamlException error)
        {
            throw errors.Fatal((int)error.End.Line, $"must be YAML: {error.Message}");
        }
    }

    private List<ReadDocument> ReadAll()
    {
        List<ReadDocument> documents = [];
        _parser.Consume<StreamStart>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            _anchors.Clear();
            _lines = new(StringComparer.Ordinal);
            int line = LineOf(Present());
            documents.Add(new ReadDocument(Value("", 0), line, _lines));
            _parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private JsonNode? Value(string path, int depth)
    {
        ParsingEvent next = Present();
        if (depth > DocumentLimits.MaxDepth)
        {
            throw _errors.Fatal(LineOf(next), $"must be nested at most {DocumentLimits.MaxDepth} deep");
        }

        Count(next, 1);
        int before = _values;
        JsonNode? value = next switch
        {
            Scalar scalar => ReadScalar(scalar, path),
            AnchorAlias alias => Expand(alias),
            MappingStart => Mapping(path, depth),
            SequenceStart => Sequence(path, depth),
            _ => throw _errors.Fatal(LineOf(next), "must be a value"),
        };
        if (next is NodeEvent { Anchor.IsEmpty: false } node)
        {
            _anchors[node.Anchor] = (value, _values - before + 1);
        }

        return value;
    }

    private JsonObject Mapping(string path, int depth)
    {
        CheckTag(_parser.Consume<MappingStart>(), path);
        JsonObject result = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            Scalar key = Present() as Scalar ?? throw _errors.Fatal(LineOf(Present()), "must have texts as field names");
            _parser.MoveNext();

            string field = FieldPath.Of(path, key.Value);
            int line = LineOf(key);
            Count(key, 1);
            _lines.TryAdd(field, line);
            JsonNode? value = Value(field, depth + 1);
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
            {
                _errors.Add(line, field, "", "is not known here: merge keys are not part of YAML 1.2; repeat the fields");
            }
            else if (!result.TryAdd(key.Value, value))
            {
                _errors.Add(line, field, "", $"must be given only once: line {_lines[field]} has it already");
            }
        }

        return result;
    }

    private JsonArray Sequence(string path, int depth)
    {
        CheckTag(_parser.Consume<SequenceStart>(), path);
        JsonArray result = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            string item = $"{path}[{result.Count}]";
            _lines.TryAdd(item, LineOf(Present()));
            result.Add(Value(item, depth + 1));
        }

        return result;
    }

    private JsonNode? Expand(AnchorAlias alias)
    {
        _parser.Consume<AnchorAlias>();
        if (!_anchors.TryGetValue(alias.Value, out (JsonNode? Value, int Count) known))
        {
            throw _errors.Fatal(LineOf(alias), $"the alias *{alias.Value} stands for nothing that ends before it");
        }

        Count(alias, known.Count);
        return known.Value?.DeepClone();
    }

    private JsonValue? ReadScalar(Scalar scalar, string path)
    {
        _parser.Consume<Scalar>();
        bool isText = scalar.Style != ScalarStyle.Plain || CheckTag(scalar, path);
        switch (isText ? YamlScalarKind.Text : YamlScalar.Resolve(scalar.Value))
        {
            case YamlScalarKind.Null:
                return null;
            case YamlScalarKind.True:
                return JsonValue.Create(true);
            case YamlScalarKind.False:
                return JsonValue.Create(false);
            case YamlScalarKind.Integer when YamlScalar.ReadInteger(scalar.Value) is { } integer:
                return JsonValue.Create(integer);
            case YamlScalarKind.Integer or YamlScalarKind.Real:
                return Real(scalar, path);
            default:
                return JsonValue.Create(scalar.Value);
        }
    }

    private JsonValue? Real(Scalar scalar, string path)
    {
        if (double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real))
        {
            return JsonValue.Create(real);
        }

        _errors.Add(LineOf(scalar), path, scalar.Value, "must be a finite number, or a text in quotes");
        return null;
    }

    /// <summary>True when the tag says that the value is a text.</summary>
    private bool CheckTag(NodeEvent node, string path)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific)
        {
            return node.Tag.IsNonSpecific;
        }

        if (node is Scalar && node.Tag.Value == TextTag)
        {
            return true;
        }

        _errors.Add(LineOf(node), path, node.Tag.Value, "must have no tag but !!str");
        return false;
    }

    private void Count(ParsingEvent at, int more)
    {
        _values += more;
        if (_values > DocumentLimits.MaxValues)
        {
            throw _errors.Fatal(LineOf(at), $"must hold at most {DocumentLimits.MaxValues} values, with every alias counted as what it stands for");
        }
    }

    private ParsingEvent Present() => _parser.Accept<ParsingEvent>(out ParsingEvent? present) ? present! : throw new YamlException("the text ends too early");

    private static int LineOf(ParsingEvent at) => (int)at.Start.Line;
}
