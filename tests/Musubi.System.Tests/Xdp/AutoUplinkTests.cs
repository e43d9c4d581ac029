using Musubi.Lab.Fabric;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.SystemTests.Xdp;

/// <summary>Agents that choose the way themselves.</summary>
[Collection(XdpLabCollection.Name)]
public sealed class AutoUplinkTests
{
    [Fact]
    public async Task Status_says_that_an_uplink_fell_back_to_AF_PACKET_and_why()
    {
        var datacenter = new Datacenter(new LabOptions { Name = "mauto", Hosts = 1, Uplinks = 1, Vms = 0, UplinkDriver = "auto" });
        await datacenter.DownAsync();
        try
        {
            await datacenter.UpAsync(TestContext.Current.CancellationToken);
            var fabric = new ProductionFabric(datacenter, TestContext.Current.SendDiagnosticMessage);
            await fabric.BuildAsync();
            Assert.Equal(["AF_PACKET: no hardware behind the NIC"], await UplinkPaths.OfAsync(fabric, host: 1));
            CommandResult shown = await fabric.Local(1).TryAsync("status");
            Assert.Contains("AF_PACKET: no hardware behind the NIC", shown.Output, StringComparison.Ordinal);
            string everywhere = await fabric.Controller.DoAsync("nic", "list", "-o", "wide");
            Assert.Contains("AF_PACKET: no hardware behind the NIC", everywhere, StringComparison.Ordinal);
        }
        finally
        {
            await datacenter.DownAsync();
        }
    }
}
