namespace Musubi.Model.Policy;

/// <summary>The user form of <see cref="TeamingPolicy"/>.</summary>
public static class TeamingPolicyWords
{
    public const string Rule = "must be \"portId\", \"explicitOrder\", \"sourceMac\", \"ipHash\", \"physicalLoad\" or \"inherit\"";

    public static string Word(TeamingPolicy policy) => policy switch
    {
        TeamingPolicy.ExplicitOrder => "explicitOrder",
        TeamingPolicy.SourceMac => "sourceMac",
        TeamingPolicy.IpHash => "ipHash",
        TeamingPolicy.PhysicalLoad => "physicalLoad",
        _ => "portId",
    };

    /// <summary>Null for any other word.</summary>
    public static TeamingPolicy? Parse(string? word) => word switch
    {
        "portId" => TeamingPolicy.PortId,
        "explicitOrder" => TeamingPolicy.ExplicitOrder,
        "sourceMac" => TeamingPolicy.SourceMac,
        "ipHash" => TeamingPolicy.IpHash,
        "physicalLoad" => TeamingPolicy.PhysicalLoad,
        _ => null,
    };
}
