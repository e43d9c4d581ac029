using System.Globalization;
using Google.Protobuf;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>A valid plan, port by port. Each port's MAC is <see cref="Frames.MacOf"/> of its index; uplinks come before the vNICs that use them.</summary>
internal sealed class PlanBuilder
{
    public SwitchPlan Plan { get; } = new() { Generation = 1 };

    public PlanBuilder(uint mtu = 1500) => AddSwitch(1, mtu);

    public void AddSwitch(uint key, uint mtu = 1500) =>
        Plan.Switches.Add(new PlannedSwitch { Key = key, Id = IdOf(4000 + (int)key), Name = $"switch {key}", Mtu = mtu });

    public int Uplink(uint switchKey = 1)
    {
        PlannedPort port = AddPort(switchKey);
        port.Uplink = new UplinkRole { UplinkName = $"Uplink {Plan.Ports.Count}" };
        return Plan.Ports.Count - 1;
    }

    /// <summary>A vNIC that rejects everything, with all uplinks so far of its switch active.</summary>
    public int Vnic(VlanSettings vlan, Action<VnicRole>? change = null, uint switchKey = 1)
    {
        int index = Plan.Ports.Count;
        PlannedPort port = AddPort(switchKey);
        port.Vnic = new VnicRole
        {
            Mac = Mac(Frames.MacOf(index)),
            Security = new SecuritySettings(),
            Vlan = vlan,
            Teaming = new TeamingSettings { Policy = TeamingPolicy.ExplicitOrder, Failback = true },
            Number = (uint)index,
        };
        port.Vnic.Teaming.Active.AddRange(Plan.Ports.Where(other => other.Uplink is not null && other.SwitchKey == switchKey).Select(other => other.Id));
        change?.Invoke(port.Vnic);
        return index;
    }

    public static ByteString Mac(ulong mac) => ByteString.CopyFrom([.. Enumerable.Range(0, 6).Select(i => (byte)(mac >> (40 - (8 * i))))]);

    public static string IdOf(int port) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{port:x12}");

    public PipelineBench Build(params Refusal[] refusals) =>
        new(Plan, [.. Plan.Ports.Select((_, i) => i < refusals.Length ? refusals[i] : default)]);

    /// <summary>Over real ports of a kind, or over ports in memory.</summary>
    public PipelineBench Build(PortKind kind) => new(Plan, kind: kind);

    private PlannedPort AddPort(uint switchKey)
    {
        PlannedPort port = new()
        {
            Id = IdOf(Plan.Ports.Count),
            Incarnation = 1,
            SwitchKey = switchKey,
            Attachment = new Attachment { TapDevice = new TapDevice { VnetHeaderBytes = 12 } },
        };
        Plan.Ports.Add(port);
        return port;
    }
}
