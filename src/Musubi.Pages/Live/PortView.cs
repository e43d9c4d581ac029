using Musubi.Model.Config;
using Musubi.Model.Services;

namespace Musubi.Pages.Live;

/// <summary>A port as pages show it.</summary>
/// <param name="Config">As configured.</param>
/// <param name="PortGroup">It was made from this.</param>
/// <param name="Switch">It belongs to this.</param>
/// <param name="Host">Name of the host on which it is connected; empty when it is free.</param>
/// <param name="Runtime">As the host last said; null when it is free or nobody spoke of it.</param>
/// <param name="Statistics">The newest counters; null when there are none.</param>
/// <param name="Traffic">What they say.</param>
public sealed record PortView(
    PortConfig Config, PortGroupConfig PortGroup, SwitchConfig Switch, string Host, PortRuntime? Runtime, PortStatistics? Statistics, PortTraffic Traffic)
{
    public Guid Id => Config.Id;

    public int Number => Config.Number;

    /// <summary>VM and vNIC, or the host adapter; empty when it is free.</summary>
    public string Connected => Config.Connection is not { } connection ? ""
        : connection.Vm.Length == 0 ? connection.Vnic
        : $"{connection.Vm} {connection.Vnic}";

    public string Vm => Config.Connection?.Vm ?? "";
}
