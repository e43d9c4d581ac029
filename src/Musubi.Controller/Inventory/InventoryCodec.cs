using System.Text.Json;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Json;

namespace Musubi.Controller.Inventory;

/// <summary>Objects as bytes of the store: the model's JSON. Pure.</summary>
internal static class InventoryCodec
{
    public static byte[] Encode<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, ModelJson.Options);

    public static byte[] EncodeObject(IInventoryObject value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), ModelJson.Options);

    public static T Decode<T>(ReadOnlyMemory<byte> bytes) =>
        JsonSerializer.Deserialize<T>(bytes.Span, ModelJson.Options) ?? throw new JsonException("a stored value is null");

    public static IInventoryObject DecodeObject(ObjectKind kind, ReadOnlyMemory<byte> bytes) => kind switch
    {
        ObjectKind.Host => Decode<HostConfig>(bytes),
        ObjectKind.Switch => Decode<SwitchConfig>(bytes),
        ObjectKind.PortGroup => Decode<PortGroupConfig>(bytes),
        ObjectKind.Port => Decode<PortConfig>(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind of object that cannot be stored"),
    };
}
