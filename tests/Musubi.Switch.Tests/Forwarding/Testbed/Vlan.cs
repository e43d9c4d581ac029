using Musubi.Contracts.Plan;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>The three VLAN modes in few words.</summary>
internal static class Vlan
{
    public static VlanSettings None => new() { None = new NoVlan() };

    public static VlanSettings Access(uint id) => new() { Access = id };

    public static VlanSettings Private(uint primary, uint sends, params uint[] hears) => new() { Private = new PrivateVlan { Primary = primary, Sends = sends, Hears = { hears } } };

    public static VlanSettings Trunk(params (uint First, uint Last)[] ranges)
    {
        VlanTrunk trunk = new();
        trunk.Ranges.AddRange(ranges.Select(range => new VlanRange { First = range.First, Last = range.Last }));
        return new VlanSettings { Trunk = trunk };
    }
}
