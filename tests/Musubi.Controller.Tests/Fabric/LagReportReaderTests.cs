using Musubi.Contracts.Fabric;
using Musubi.Controller.Fabric;
using Musubi.Model;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Share;
using HostShare = Musubi.Model.Share.HostShare;
using ShareSwitch = Musubi.Model.Share.ShareSwitch;
using ShareUplink = Musubi.Model.Share.ShareUplink;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>What a host says of LAGs: of those of its share, and no more.</summary>
public sealed class LagReportReaderTests
{
    private static readonly Guid Owner = Guid.Parse("00000000-0000-0000-0000-0000000000bb");

    private readonly HostShare _share = new ShareDiff
    {
        Switches =
        [
            new ShareSwitch
            {
                Id = Owner,
                Name = "dvs",
                Mtu = 1500,
                Uplinks = [new ShareUplink("Uplink 1", "pci:1"), new ShareUplink("Uplink 2", "pci:2")],
                Lags = [new LagConfig { Name = "lag1", Uplinks = ["Uplink 1", "Uplink 2"], Key = 1 }],
            },
        ],
    }.ApplyTo(HostShare.Empty);

    [Fact]
    public void A_report_is_read_as_it_was_said()
    {
        LagReport report = Report("lag1");
        report.Members.Add(Member("Uplink 1"));
        LagRuntime lag = Assert.Single(LagReportReader.Read([report], _share));
        LacpPartner partner = new(MacAddress.Parse("02:00:00:00:00:aa"), 100, 7);
        Assert.Equal((Owner, "lag1", partner), (lag.SwitchId, lag.Name, lag.Partner));
        LagMemberRuntime member = Assert.Single(lag.Members);
        Assert.Equal(("Uplink 1", LagMemberState.Collecting, partner, 12, (byte)0x3d, 3L), (member.Uplink, member.State, member.Partner, member.PartnerPort, member.PartnerState, member.Joins));
    }

    [Fact]
    public void What_the_share_does_not_have_and_what_is_said_twice_is_not_kept()
    {
        LagReport report = Report("lag1");
        report.Members.AddRange([Member("Uplink 1"), Member("Uplink 1"), Member("Uplink 9")]);
        ValueList<LagRuntime> read = LagReportReader.Read([Report("lag9"), report, Report("lag1")], _share);
        Assert.Equal("Uplink 1", Assert.Single(Assert.Single(read).Members).Uplink);
        Assert.Empty(LagReportReader.Read([report], HostShare.Empty));
    }

    [Fact]
    public void Whatever_is_said_stays_within_bounds()
    {
        LagReport report = Report("lag1");
        report.PartnerSystem = "nobody";
        report.Members.Add(new LagMemberReport { Uplink = "Uplink 1", State = "17", Reason = new string('x', 5000), ActorState = uint.MaxValue, PartnerPort = uint.MaxValue, Joins = ulong.MaxValue });
        LagRuntime lag = Assert.Single(LagReportReader.Read([report], _share));
        Assert.Null(lag.Partner);
        LagMemberRuntime member = Assert.Single(lag.Members);
        Assert.Equal((LagMemberState.Detached, 256, (byte)255, 65535, long.MaxValue), (member.State, member.Reason.Length, member.ActorState, member.PartnerPort, member.Joins));
    }

    private static LagReport Report(string name) => new() { SwitchId = Owner.ToString(), Name = name, PartnerSystem = "02:00:00:00:00:aa", PartnerPriority = 100, PartnerKey = 7 };

    private static LagMemberReport Member(string uplink) => new()
    {
        Uplink = uplink,
        State = "collecting",
        PartnerSystem = "02:00:00:00:00:aa",
        PartnerPriority = 100,
        PartnerKey = 7,
        PartnerPort = 12,
        PartnerState = 0x3d,
        Joins = 3,
    };
}
