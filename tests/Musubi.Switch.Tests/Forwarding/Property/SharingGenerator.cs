using Musubi.Contracts.Plan;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Puts I/O control on switches of a plan: whatever shares, reservations, limits, pools and capacities.</summary>
public sealed class SharingGenerator(Random random)
{
    private const ulong Mega = 1_000_000;

    private static readonly TrafficType[] Types = [TrafficType.VirtualMachine, TrafficType.Vmotion, TrafficType.Nfs];

    public void Share(SwitchPlan plan)
    {
        foreach (PlannedSwitch owner in plan.Switches.Where(_ => Chance(85)))
        {
            owner.IoControl = new IoControl();
            owner.IoControl.Traffic.AddRange(Types.Where(_ => Chance(70)).Select(type => new IoTraffic { Type = type, Shares = Shares(), ReservationBitsPerSecond = Chance(40) ? 4 * Mega : 0, LimitBitsPerSecond = Chance(25) ? Limit() : 0 }));
            owner.IoControl.Pools.AddRange(new[] { "gold", "thin" }.Where(_ => Chance(60)).Select(name => new IoPool { Name = name, Shares = Shares(), LimitBitsPerSecond = Chance(40) ? Limit() : 0 }));
            ulong capacity = (ulong)random.Next(4) switch { 0 => 0, 1 => 10 * Mega, 2 => 100 * Mega, _ => 1000 * Mega };
            foreach (PlannedPort port in plan.Ports.Where(port => port.SwitchKey == owner.Key))
            {
                if (port.Vnic is { } vnic)
                {
                    Share(vnic, owner.IoControl);
                }
                else
                {
                    port.Uplink.CapacityBitsPerSecond = Chance(70) ? capacity : 20 * Mega;
                }
            }
        }
    }

    private void Share(VnicRole vnic, IoControl control)
    {
        vnic.TrafficType = Chance(70) ? TrafficType.VirtualMachine : Types[random.Next(Types.Length)];
        vnic.IoAllocation = Chance(20) ? null : new IoAllocation
        {
            Shares = Chance(20) ? 0 : Shares(),
            ReservationBitsPerSecond = Chance(25) ? Mega / 2 : 0,
            LimitBitsPerSecond = Chance(25) ? Limit() : 0,
            Pool = vnic.TrafficType == TrafficType.VirtualMachine && control.Pools.Count > 0 && Chance(50) ? control.Pools[random.Next(control.Pools.Count)].Name : "",
        };
    }

    private uint Shares() => new uint[] { 1, 25, 50, 75, 100 }[random.Next(5)];

    private ulong Limit() => (ulong)random.Next(4, 60) * Mega;

    private bool Chance(int percent) => random.Next(100) < percent;
}
