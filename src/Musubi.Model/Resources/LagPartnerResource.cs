using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>Who is at the other end of a LAG or of a member of it.</summary>
/// <param name="System">Its MAC.</param>
/// <param name="Port">Of a member: the port's number there.</param>
/// <param name="State">Of a member: what it says of itself, such as "active", "fast", "sync".</param>
public sealed record LagPartnerResource(MacAddress System, int SystemPriority, int Key, int? Port = null, ValueList<string>? State = null)
{
    public static LagPartnerResource Of(LacpPartner partner) => new(partner.System, partner.SystemPriority, partner.Key);
}
