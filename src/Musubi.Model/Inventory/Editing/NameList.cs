namespace Musubi.Model.Inventory.Editing;

/// <summary>A few names for an error message, and how many more there are.</summary>
internal static class NameList
{
    private const int Shown = 5;

    public static string Of(IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        string some = string.Join(", ", all.Take(Shown));
        return all.Length > Shown ? $"{some} and {all.Length - Shown} more" : some;
    }

    /// <summary>Who is connected, as people call it.</summary>
    public static string Of(IEnumerable<Config.ConnectionConfig> connections) => Of(connections.Select(Who));

    public static string Who(Config.ConnectionConfig connection) =>
        connection.Vm.Length > 0 ? $"{connection.Vm} {connection.Vnic}" : $"host adapter {connection.Vnic}";
}
