using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Lags;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>A LAG as the model sees it: one uplink, which is up while some member is in use.</summary>
public sealed class ReferenceLag(PlannedLag planned, ReferencePort[] members, int index)
    : ReferencePort(new PlannedPort { Id = planned.Id, Uplink = new UplinkRole() }, index, default)
{
    public IReadOnlyList<ReferencePort> Members => members;

    public override bool IsUp => members.Any(IsInUse);

    public override TimeSpan? UpFor => members.FirstOrDefault(IsInUse)?.LagNews.Said?.UpFor;

    /// <summary>Whether frames that come in by a member are taken.</summary>
    public bool Collects(ReferencePort member) => member.LagNews.Said is { Collects: true } said && said.LagId == planned.Id;

    public ReferencePort MemberFor(ReferenceFrame frame, int vlan)
    {
        int bucket = LagHashing.BucketOf(PlanLag.FieldsOf(planned.Hash), frame.Destination, frame.Source, frame.EtherType, vlan, frame.Payload);
        return members[LagTables.MemberOf(bucket, [.. members.Select(IsInUse)])];
    }

    private bool IsInUse(ReferencePort member) => member is { Running: true, LinkUp: true, LagNews.Said: { Distributes: true } said } && said.LagId == planned.Id;
}
