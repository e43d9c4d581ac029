using System.Text.Json;
using Musubi.Cli.Output;
using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Resources;

namespace Musubi.Cli.Tests;

public sealed class OutputTests
{
    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task A_list_is_an_array_in_json_with_all_that_the_server_said()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches", 200, "application/json", """{"revision":8,"total":1,"items":[{"name":"prod","fieldOfTomorrow":{"a":[1]}}]}""");

        Outcome outcome = await _musubi.RunAsync(server, "switch", "list", "-o", "json");

        Assert.Equal(1, Assert.Single(outcome.Json.EnumerateArray()).GetProperty("fieldOfTomorrow").GetProperty("a")[0].GetInt32());
    }

    [Fact]
    public async Task A_list_is_a_document_to_each_object_in_yaml()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/vms", Samples.List(Samples.Vm("vm1"), Samples.Vm("vm2")));

        Outcome outcome = await _musubi.RunAsync(server, "vm", "list", "-o", "yaml");

        Assert.StartsWith("kind: Vm\nname: vm1\nvnics:\n", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(1, outcome.OutLines.Count(line => line == "---"));
    }

    [Fact]
    public async Task Wide_tables_show_more_columns()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches", Samples.List(Samples.Switch()));

        Outcome outcome = await _musubi.RunAsync(server, "get", "switch", "-o", "wide");

        Assert.Contains("REVISION", outcome.OutLines[0], StringComparison.Ordinal);
        Assert.EndsWith(Samples.Id.ToString(), outcome.OutLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table", "no switches\n", "")]
    [InlineData("json", "", "[]\n")]
    [InlineData("yaml", "", "")]
    public async Task An_empty_list_is_empty_for_scripts_and_said_to_people(string format, string error, string output)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches", Samples.List<SwitchResource>());

        Outcome outcome = await _musubi.RunAsync(server, "switch", "list", "-o", format);

        Assert.Equal((0, output, error), (outcome.Code, outcome.Out, outcome.Error));
    }

    [Fact]
    public async Task A_list_longer_than_one_answer_is_fetched_whole()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches", new ListResource<SwitchResource>(8, 3, [Samples.Switch("a"), Samples.Switch("b")]))
            .On("GET /api/v1/switches?offset=2", new ListResource<SwitchResource>(8, 3, [Samples.Switch("c")]));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "list", "-o", "json");

        Assert.Equal(["a", "b", "c"], outcome.Json.EnumerateArray().Select(s => s.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("[red]x[/]")]
    [InlineData("[/]")]
    [InlineData("[link=http://a]b")]
    [InlineData("結び 🪢 ö")]
    [InlineData("{0} %s $(reboot) `id`")]
    [InlineData(":smile: :house:")]
    public async Task A_name_is_shown_as_it_is_whatever_it_looks_like(string name)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches", Samples.List(Samples.Switch(name))).On("GET /api/v1/switches/x", Samples.Switch(name)).On("POST /api/v1/switches", Samples.Changed(), 201);

        Outcome list = await _musubi.RunAsync(server, "switch", "list");
        Outcome show = await _musubi.RunAsync(server, "switch", "show", "x");
        Outcome yaml = await _musubi.RunAsync(server, "switch", "show", "x", "-o", "yaml");
        Outcome create = await _musubi.RunAsync(server, "switch", "create", name);

        Assert.StartsWith(name, list.OutLines[1], StringComparison.Ordinal);
        Assert.Contains(show.OutLines, line => line.StartsWith("name ", StringComparison.Ordinal) && line.EndsWith(name, StringComparison.Ordinal));
        Assert.Equal(name, Assert.Single(Documents.DocumentReader.Read(new StringReader(yaml.Out), "f")).Value!["name"]!.GetValue<string>());
        Assert.Equal($"switch {name} was created (revision 8)", create.OutLines[0]);
    }

    [Fact]
    public async Task A_very_long_name_is_neither_folded_nor_cut()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        string name = string.Join(' ', Enumerable.Repeat("long", 200));
        server.On("GET /api/v1/switches", Samples.List(Samples.Switch(name))).On("GET /api/v1/switches/x", Samples.Switch(name));

        Outcome list = await _musubi.RunAsync(server, "switch", "list");
        Outcome show = await _musubi.RunAsync(server, "switch", "show", "x");

        Assert.Equal(2, list.OutLines.Length);
        Assert.Contains(name, list.OutLines[1], StringComparison.Ordinal);
        Assert.Contains(show.OutLines, line => line.EndsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_cannot_drive_the_terminal()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches", Samples.List(Samples.Switch("a\e[31m\nb\u202e\u0007")));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "list");

        Assert.StartsWith(@"a\u001b[31m\u000ab\u202e\u0007 ", outcome.OutLines[1], StringComparison.Ordinal);
        Assert.Equal(2, outcome.OutLines.Length);
    }

    [Fact]
    public async Task Colours_are_for_terminals_alone()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/hosts", Samples.List(Samples.Host()));

        Outcome plain = await _musubi.RunAsync(server, "host", "list");
        Outcome coloured = await new CommandRunner { Colours = true }.RunAsync(server, "host", "list");

        Assert.DoesNotContain('\e', plain.Out);
        Assert.Contains("\e[", coloured.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData(" a ")]
    [InlineData("- a")]
    [InlineData("a: b #c")]
    [InlineData("0x1f")]
    [InlineData("line\nline\n\n")]
    [InlineData("'\"\\")]
    [InlineData("*alias &anchor !tag %x @y `z")]
    [InlineData("\u0001\u0085\u2028")]
    public void Any_text_written_as_yaml_is_read_as_the_same_text(string text)
    {
        JsonElement document = JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["a"] = text, [text + "k"] = new[] { text, text }, ["e"] = new Dictionary<string, object>() });
        using StringWriter written = new();

        YamlText.Write(written, [document]);

        Documents.ReadDocument read = Assert.Single(Documents.DocumentReader.Read(new StringReader(written.ToString()), "f"));
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(document.GetRawText()), read.Value), written.ToString());
    }

    [Fact]
    public async Task Every_kind_can_be_got_by_its_noun_and_its_plural()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        foreach (KindView kind in Kinds.All)
        {
            server.On($"GET {kind.Collection}", Samples.List<SwitchResource>());
            Assert.Equal(0, (await _musubi.RunAsync(server, "get", kind.Name)).Code);
            Assert.Equal(0, (await _musubi.RunAsync(server, "get", kind.Name + (kind.Name == "switch" ? "es" : "s"))).Code);
        }
    }

    [Fact]
    public async Task One_object_of_each_kind_can_be_got_by_name()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch()).On("GET /api/v1/vms/vm1", Samples.Vm()).On("GET /api/v1/adapters/h1/vmk0", Samples.Adapter())
            .On("GET /api/v1/nics", Samples.List(Samples.Nic())).On("GET /api/v1/ports?switch=prod&number=12", Samples.List(Samples.Port()));

        Assert.Contains("prod", (await _musubi.RunAsync(server, "get", "switch", "prod")).OutLines[1], StringComparison.Ordinal);
        Assert.Equal("vm1", (await _musubi.RunAsync(server, "get", "vm", "vm1", "-o", "json")).Json.GetProperty("name").GetString());
        Assert.Equal("vmk0", (await _musubi.RunAsync(server, "get", "adapter", "h1/vmk0", "-o", "json")).Json.GetProperty("name").GetString());
        Assert.Equal(12, (await _musubi.RunAsync(server, "get", "port", "prod/12", "-o", "json")).Json.GetProperty("number").GetInt32());
        Assert.Equal("eth1", (await _musubi.RunAsync(server, "get", "nic", "pci:0000:01:00.0", "-o", "json")).Json.GetProperty("name").GetString());
        Assert.Equal(4, (await _musubi.RunAsync(server, "get", "nic", "eth9")).Code);
    }
}
