using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Validation;

namespace Musubi.Model.Reading;

/// <summary>
/// Turns bodies of requests into commands. What is wrong with their form travels in the command's ReadErrors, so that the
/// editor reports it together with what breaks its rules. Pure; any thread.
/// </summary>
public static class RequestReader
{
    /// <summary>Documents in one apply.</summary>
    public const int MaxDocuments = 20_000;

    public static CreateSwitch CreateSwitch(JsonElement body) =>
        Read(body, reader => new CreateSwitch(SwitchReader.Read(reader)));

    public static UpdateSwitch UpdateSwitch(string name, JsonElement body) =>
        Read(body, reader => new UpdateSwitch(name, Revision(reader), SwitchReader.Read(reader)));

    /// <summary>Body: the host's name or id, its uplinks, and what they carry.</summary>
    public static AddHost AddHost(string switchName, JsonElement body) =>
        Read(body, reader => new AddHost(switchName, reader.Text("host") ?? "", SwitchReader.ReadUplinks(reader) ?? [], Revision(reader))
        {
            Capacities = SwitchReader.ReadCapacities(reader),
        });

    /// <summary>Body: all of the host's uplinks, and what they carry.</summary>
    public static UpdateMember UpdateMember(string switchName, string host, JsonElement body) =>
        Read(body, reader =>
        {
            reader.Ignore("host", "hostId");
            return new UpdateMember(switchName, host, SwitchReader.ReadUplinks(reader), Revision(reader)) { Capacities = SwitchReader.ReadCapacities(reader) };
        });

    /// <summary>Body: for each host, what of its standard switches is to be moved.</summary>
    public static MigrateHosts MigrateHosts(string switchName, JsonElement body) =>
        Read(body, reader => new MigrateHosts(switchName, HostMigrationReader.Read(reader, body), Revision(reader)));

    public static CreatePortGroup CreatePortGroup(JsonElement body) =>
        Read(body, reader => new CreatePortGroup(PortGroupReader.Read(reader)));

    public static UpdatePortGroup UpdatePortGroup(string name, JsonElement body) =>
        Read(body, reader => new UpdatePortGroup(name, Revision(reader), PortGroupReader.Read(reader)));

    public static UpdatePort UpdatePort(Guid port, JsonElement body) =>
        Read(body, reader => new UpdatePort(port, Revision(reader), PolicyReader.Read(reader)));

    public static ConnectVnic ConnectVnic(string vm, string vnic, JsonElement body) =>
        Read(body, reader =>
        {
            reader.Ignore("name", "vm");
            long? revision = Revision(reader);
            return new ConnectVnic(ConnectionReader.ReadVnic(reader, vm, vnic, null), revision);
        });

    /// <summary>Body: the host to go to, and the attachment there where that is another.</summary>
    public static MigrateVnic MigrateVnic(string vm, string vnic, JsonElement body) =>
        Read(body, reader => new MigrateVnic(vm, vnic, reader.Text("host"), ConnectionReader.ReadAttachment(reader, vm, vnic), Revision(reader)));

    public static ConnectAdapter ConnectAdapter(string host, string name, JsonElement body) =>
        Read(body, reader =>
        {
            reader.Ignore("name", "host");
            long? revision = Revision(reader);
            return new ConnectAdapter(ConnectionReader.ReadAdapter(reader, name, host), revision);
        });

    public static UpdateHost UpdateHost(string name, JsonElement body) =>
        Read(body, reader => new UpdateHost(name, Revision(reader), reader.Text("name"), reader.Flag("entitled")));

    /// <summary>Body: {"documents": […]}.</summary>
    public static Apply Apply(JsonElement body) => Read(body, reader =>
    {
        if (!reader.TryTake("documents", out JsonElement documents) || documents.ValueKind != JsonValueKind.Array
            || documents.GetArrayLength() > MaxDocuments)
        {
            reader.Wrong<string>("documents", body, $"must be a list of at most {MaxDocuments} documents");
            return new Apply([]);
        }

        return new Apply([.. documents.EnumerateArray().Select((document, index) => DocumentReader.Read(index, document))]);
    });

    private static long? Revision(FieldReader reader) => reader.Number("revision", 0, long.MaxValue);

    private static T Read<T>(JsonElement body, Func<FieldReader, T> read)
        where T : InventoryCommand
    {
        List<ValidationError> errors = [];
        FieldReader reader = new(body, "", errors);
        T command = read(reader);
        reader.Finish();
        return command with { ReadErrors = [.. errors] };
    }
}
