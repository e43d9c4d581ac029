using System.Globalization;
using Musubi.Model.Inventory;

namespace Musubi.Controller.Inventory;

/// <summary>Where things lie in the store.</summary>
internal static class InventoryKeys
{
    /// <summary>The one key that every commit checks and writes, so that commits follow one another.</summary>
    public const string Head = "inventory/head";

    public const string Objects = "inventory/object/";

    public const string Events = "event/";

    public const string Authority = "trust/authority";

    public const string ApiTokens = "token/api/";

    public const string JoinTokens = "token/join/";

    public const string Accounts = "account/";

    public static string Object(ObjectKind kind, Guid id) => $"{Objects}{Word(kind)}/{id}";

    /// <summary>Decimal with leading zeros, so that events are listed in their order.</summary>
    public static string Event(long sequence) => Events + sequence.ToString("D20", CultureInfo.InvariantCulture);

    /// <summary>The kind named by an object's key.</summary>
    public static ObjectKind KindOf(string key) =>
        Enum.GetValues<ObjectKind>().First(kind => key.AsSpan(Objects.Length).StartsWith($"{Word(kind)}/", StringComparison.Ordinal));

    private static string Word(ObjectKind kind) => kind switch
    {
        ObjectKind.Host => "host",
        ObjectKind.Switch => "switch",
        ObjectKind.PortGroup => "portgroup",
        ObjectKind.Port => "port",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind of object without a place in the store"),
    };
}
