using Google.Protobuf;
using Musubi.Contracts.Plan;

namespace Musubi.Bench.Stages;

/// <summary>A switch with two uplinks, a vNIC that sends and some others, and one of its policies on, or all. Port indexes are positions in the plan.</summary>
internal static class PolicyPlan
{
    public const string Nothing = "everything off";
    public const string All = "all on";
    public const string Security = "security";
    public const string Vlan = "VLAN";
    public const string PrivateVlan = "private VLAN";
    public const string IpHash = "teaming by IP hash";
    public const string Lag = "LAG of two";
    public const string Shaping = "shaping";
    public const string IoControl = "I/O control";
    public const string TenRules = "10 rules";
    public const string ManyRules = "1000 rules";
    public const string Marking = "marking";
    public const string Guards = "all guards";
    public const string Mtu = "a narrow uplink";
    public const string Flooded = "groups flooded to 8";
    public const string Snooped = "groups snooped by 8";

    public const int Sender = 2;
    public const int Uplinks = 2;
    public const int Others = 8;
    public const string LagId = "lag1";

    private const uint RuleSetKey = 1;
    private const uint PrimaryVlan = 100;
    private const uint IsolatedVlan = 101;

    /// <summary>More than any batch uses: nothing is held.</summary>
    private const ulong Ample = 1_000_000_000_000;

    public static IReadOnlyList<string> Names { get; } =
        [Nothing, Security, Vlan, PrivateVlan, IpHash, Lag, Shaping, IoControl, TenRules, ManyRules, Marking, Guards, Mtu, Flooded, Snooped, All];

    public static byte[] GuestAddress => [10, 0, 0, 7];

    /// <summary>Those with packets to groups; all others send to one station behind the uplinks.</summary>
    public static bool SendsToGroups(string policy) => policy is Flooded or Snooped;

    public static bool Has(string policy, string one) => policy == one || (policy == All && one is not (Vlan or Lag or TenRules or Flooded));

    public static SwitchPlan Make(string policy)
    {
        PlannedSwitch planned = new() { Key = 1, Id = "s", Name = "bench", Mtu = 1500 };
        planned.Snooping = Has(policy, Snooped) ? new MulticastSnooping() : null;
        planned.IoControl = Has(policy, IoControl) ? new IoControl() : null;
        SwitchPlan plan = new() { Generation = 1, Switches = { planned } };
        plan.Ports.AddRange(Enumerable.Range(0, Uplinks).Select(Uplink));
        plan.Ports.AddRange(Enumerable.Range(Uplinks, 1 + Others).Select(number => Vnic(policy, number)));
        if (Has(policy, Lag))
        {
            planned.Lags.Add(new PlannedLag
            {
                Id = LagId,
                Name = LagId,
                Key = 1,
                SystemId = ByteString.CopyFrom(2, 0, 0, 0, 0, 9),
                Hash = new LagHash { Fields = LagHashFields.IpPort, Sides = LagHashSides.Both, Vlan = true },
                Members = { Enumerable.Range(0, Uplinks).Select(number => new PlannedLagMember { PortId = Id(number), Number = (uint)number + 1 }) },
            });
        }

        plan.RuleSets.Add(new RuleSet { Key = RuleSetKey, Rules = { Rules(policy) } });
        return plan;
    }

    /// <summary>What a policy's rules ask for, by number: every other packet meets one of them.</summary>
    public static byte[] Network(int rule) => [172, (byte)(16 + (rule >> 8)), (byte)rule, 0];

    public static ushort Port(int rule) => (ushort)(1000 + rule);

    public static int RuleCount(string policy) => Has(policy, ManyRules) ? 1000 : Has(policy, TenRules) ? 10 : 0;

    public static byte[] Address(int number) => [2, 0, 0, 0, 1, (byte)number];

    private static IEnumerable<Rule> Rules(string policy)
    {
        for (int i = 0; i < RuleCount(policy); i++)
        {
            yield return new Rule
            {
                Name = $"{i}",
                Ingress = true,
                Action = RuleAction.Allow,
                Match = new RuleMatch
                {
                    Destination = new AddressPrefix { Address = ByteString.CopyFrom(Network(i)), PrefixLength = 24 },
                    Protocol = new NumberRange { First = 6, Last = 6 },
                    DestinationPort = new NumberRange { First = Port(i), Last = Port(i) },
                },
            };
        }

        if (Has(policy, Marking))
        {
            yield return new Rule { Name = "mark", Ingress = true, Action = RuleAction.Mark, Dscp = 10, Match = new RuleMatch { Protocol = new NumberRange { First = 6, Last = 6 } } };
        }
    }

    private static PlannedPort Uplink(int number) => new() { Id = Id(number), Incarnation = 1, SwitchKey = 1, Uplink = new UplinkRole { UplinkName = $"Uplink {number + 1}" } };

    private static PlannedPort Vnic(string policy, int number)
    {
        bool rejects = Has(policy, Security);
        TeamingSettings teaming = new() { Policy = Has(policy, IpHash) ? TeamingPolicy.IpHash : TeamingPolicy.PortId };
        teaming.Active.AddRange(Has(policy, Lag) ? [LagId] : Enumerable.Range(0, Uplinks).Select(Id));
        VnicRole vnic = new()
        {
            Mac = ByteString.CopyFrom(Address(number)),
            Security = new SecuritySettings { MacChanges = !rejects, ForgedTransmits = !rejects },
            Vlan = Has(policy, PrivateVlan) ? new VlanSettings { Private = new PrivateVlan { Sends = IsolatedVlan, Hears = { PrimaryVlan }, Primary = PrimaryVlan } }
                : Has(policy, Vlan) ? new VlanSettings { Access = 10 }
                : new VlanSettings { None = new NoVlan() },
            Teaming = teaming,
            Number = (uint)number + 1,
            RuleSet = RuleCount(policy) > 0 || Has(policy, Marking) ? RuleSetKey : 0,
        };
        if (Has(policy, Shaping))
        {
            ShapingLimit limit = new() { AverageBitsPerSecond = Ample, PeakBitsPerSecond = Ample, BurstBytes = 1 << 30 };
            vnic.Shaping = new ShapingSettings { Ingress = limit, Egress = limit.Clone() };
        }

        if (Has(policy, Guards))
        {
            vnic.Guards = new GuardSettings { BpduFilter = true, DhcpGuard = true, RaGuard = true, SpoofGuard = SpoofGuard.Configured };
        }

        return new PlannedPort { Id = Id(number), Incarnation = 1, SwitchKey = 1, Vnic = vnic };
    }

    private static string Id(int number) => new Guid(number + 1, 0, 0, new byte[8]).ToString("D");
}
