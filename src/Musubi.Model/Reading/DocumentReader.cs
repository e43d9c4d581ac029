using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Commands.Documents;
using Musubi.Model.Validation;

namespace Musubi.Model.Reading;

/// <summary>Reads the documents of an apply.</summary>
internal static class DocumentReader
{
    public static ApplyDocument Read(int index, JsonElement element)
    {
        List<ValidationError> errors = [];
        FieldReader reader = new(element, "", errors);
        long? revision = reader.Number("revision", 0, long.MaxValue);
        ApplyDocument document = ReadKind(index, reader);
        reader.Finish();
        return document with { Revision = revision, ReadErrors = [.. errors] };
    }

    private static ApplyDocument ReadKind(int index, FieldReader reader)
    {
        switch (reader.Text("kind"))
        {
            case "Switch":
                return new SwitchDocument(index, SwitchReader.Read(reader));
            case "PortGroup":
                return new PortGroupDocument(index, PortGroupReader.Read(reader));
            case "Vm":
                return ReadVm(index, reader);
            case "HostAdapter":
                return new HostAdapterDocument(index, ConnectionReader.ReadAdapter(reader, reader.Text("name") ?? "", reader.Text("host")));
            default:
                reader.TryTake("kind", out JsonElement value);
                reader.Wrong<string>("kind", value.ValueKind == JsonValueKind.Undefined ? JsonNull : value,
                    "must be \"Switch\", \"PortGroup\", \"Vm\" or \"HostAdapter\"");
                return new UnknownDocument(index);
        }
    }

    private static VmDocument ReadVm(int index, FieldReader reader)
    {
        string name = reader.Text("name") ?? "";
        string? host = reader.Text("host");
        ValueList<VnicSpec> vnics = [.. (reader.Objects("vnics") ?? [])
            .Select(v => ConnectionReader.ReadVnic(v, name, v.Text("name") ?? "nic0", host))];
        return new VmDocument(index, name, vnics);
    }

    private static JsonElement JsonNull { get; } = JsonDocument.Parse("null").RootElement;
}
