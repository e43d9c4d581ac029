using System.Text;
using System.Text.Json.Nodes;
using Musubi.Cli.Documents;

namespace Musubi.Cli.Tests;

public sealed class DocumentReaderTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: 010", """{"a":10}""")]
    [InlineData("a: 0x1f", """{"a":31}""")]
    [InlineData("a: 0o17", """{"a":15}""")]
    [InlineData("a: -5", """{"a":-5}""")]
    [InlineData("a: 1.5", """{"a":1.5}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: 'true'", """{"a":"true"}""")]
    [InlineData("a: true", """{"a":true}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: 12:34:56:01:02:03", """{"a":"12:34:56:01:02:03"}""")]
    [InlineData("a: trunk 0,10-20", """{"a":"trunk 0,10-20"}""")]
    [InlineData("a: !!str 10", """{"a":"10"}""")]
    [InlineData("a: \"\\u7d50\"", """{"a":"結"}""")]
    [InlineData("a: &x [1, 2]\nb: *x", """{"a":[1,2],"b":[1,2]}""")]
    [InlineData("a: 99999999999999999999", """{"a":1E+20}""")]
    public void Scalars_mean_what_the_core_schema_says(string yaml, string json)
    {
        JsonNode? value = Assert.Single(Read(yaml)).Value;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), value), value?.ToJsonString());
    }

    [Theory]
    [InlineData("""{"a":1}{"a":2}""")]
    [InlineData("{\"a\":1}\n{\"a\":2}\n")]
    [InlineData("[{\"a\":1},\n{\"a\":2}]")]
    [InlineData("a: 1\n---\na: 2")]
    [InlineData("- a: 1\n- a: 2")]
    [InlineData("\ufeff{\"a\":1}\n{\"a\":2}")]
    public void Several_documents_may_be_written_in_each_of_these_ways(string text) =>
        Assert.Equal(["""{"a":1}""", """{"a":2}"""], Read(text).Select(d => d.Value!.ToJsonString()));

    [Fact]
    public void Json_takes_tabs_long_keys_and_escapes()
    {
        string key = new('k', 2000);

        ReadDocument document = Assert.Single(Read($"{{\n\t\"{key}\": \"\\ud83d\\ude00\\/\"\n}}"));

        Assert.Equal("😀/", document.Value![key]!.GetValue<string>());
    }

    [Fact]
    public void Every_field_knows_its_line_in_yaml()
    {
        ReadDocument document = Read("x: 1\n---\n\nkind: A\nlist:\n  - b: 1\n    c: {d: 2}\n  -\n    b: 3\n")[1];

        Assert.Equal((4, 4, 5, 6, 6, 7, 7, 9), (document.Line, document.Lines["kind"], document.Lines["list"], document.Lines["list[0]"],
            document.Lines["list[0].b"], document.Lines["list[0].c"], document.Lines["list[0].c.d"], document.Lines["list[1].b"]));
    }

    [Fact]
    public void Every_field_knows_its_line_in_json()
    {
        ReadDocument document = Read("[\n{\"a\":1},\n{\"b\":\n [1,\n  {\"c\":2}]}]")[1];

        Assert.Equal((3, 3, 4, 5), (document.Line, document.Lines["b"], document.Lines["b[0]"], document.Lines["b[1].c"]));
    }

    [Theory]
    [InlineData("a: 1\nb: [1, 2", "f:")]
    [InlineData("a: 1\n\tb: 2", "f:2")]
    [InlineData("a: 1\nb: *nobody", "f:2: the alias *nobody")]
    [InlineData("a: &x [*x]", "f:1: the alias *x")]
    [InlineData("{\"a\": 1,\n \"b\" 2}", "f:2: must be JSON")]
    [InlineData("a:\n  ? [1]\n  : 2", "f:2: must have texts as field names")]
    public void What_cannot_be_understood_is_an_error_with_its_line(string text, string start)
    {
        CliException error = Assert.Throws<CliException>(() => Read(text));

        Assert.Equal(ExitCode.Invalid, error.Code);
        Assert.StartsWith(start, Assert.Single(error.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_given_twice_every_foreign_tag_and_every_merge_key_is_named()
    {
        CliException error = Assert.Throws<CliException>(() => Read("a: 1\nb: !!binary aGk=\na: 2\nc: &x {d: 1}\ne:\n  <<: *x\nf: .inf\n"));

        Assert.Equal(4, error.Lines.Count);
        Assert.StartsWith("f:2: b: must have no tag", error.Lines[0], StringComparison.Ordinal);
        Assert.Equal("f:3: a: must be given only once: line 1 has it already", error.Lines[1]);
        Assert.StartsWith("f:6: e.<<: is not known here", error.Lines[2], StringComparison.Ordinal);
        Assert.StartsWith("f:7: f: must be a finite number", error.Lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_given_twice_in_json_is_named() =>
        Assert.Equal("f:2: a.b: must be given only once", Assert.Single(Assert.Throws<CliException>(() => Read("{\"a\":{\"b\":1,\n\"b\":2}}")).Lines));

    [Fact]
    public void Aliases_that_grow_without_measure_are_stopped()
    {
        StringBuilder bomb = new("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        CliException error = Assert.Throws<CliException>(() => Read(bomb.ToString()));

        Assert.Contains("with every alias counted", Assert.Single(error.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Nesting_without_measure_is_stopped(char open, char close)
    {
        string deep = string.Concat(Enumerable.Repeat(open == '{' ? "{a: " : "[", 100_000)) + new string(close, 100_000);

        CliException error = Assert.Throws<CliException>(() => Read("a: " + deep));

        Assert.Contains("nested at most 24 deep", Assert.Single(error.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_end_is_stopped()
    {
        using StreamReader endless = new(new EndlessStream());

        CliException error = Assert.Throws<CliException>(() => DocumentReader.Read(endless, "f"));

        Assert.Contains("must be at most", Assert.Single(error.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_shown_up_to_a_hundred_and_the_rest_counted()
    {
        StringBuilder text = new();
        for (int i = 0; i < 151; i++)
        {
            text.Append("a: 1\n");
        }

        CliException error = Assert.Throws<CliException>(() => Read(text.ToString()));

        Assert.Equal(101, error.Lines.Count);
        Assert.Equal("f: and 50 more errors", error.Lines[^1]);
    }

    private static List<ReadDocument> Read(string text)
    {
        using StringReader reader = new(text);
        return DocumentReader.Read(reader, "f");
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'a');
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
