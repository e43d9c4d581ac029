namespace Musubi.Model.Services;

/// <summary>Who is at the other end, as it says itself. Lower priorities come first.</summary>
public sealed record LacpPartner(MacAddress System, int SystemPriority, int Key);
