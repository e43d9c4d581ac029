namespace Musubi.Model.Services;

/// <summary>A MAC that was learned at a port.</summary>
/// <param name="Mac">Of somebody behind the port's guest.</param>
/// <param name="Vlan">0 for untagged.</param>
public readonly record struct LearnedMac(MacAddress Mac, int Vlan);
