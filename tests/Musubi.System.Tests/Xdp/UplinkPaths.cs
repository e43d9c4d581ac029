using Musubi.Lab.Fabric;

namespace Musubi.SystemTests.Xdp;

/// <summary>How a host says that the frames of its uplinks come and go.</summary>
internal static class UplinkPaths
{
    /// <summary>As its agent's own status tells, by NIC.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(ProductionFabric fabric, int host) =>
        [.. (await fabric.Local(host).QueryAsync("status")).GetProperty("uplinks").EnumerateArray().Select(nic => nic.GetProperty("uplinkPath").GetString()!)];
}
