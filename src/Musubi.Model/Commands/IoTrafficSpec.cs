using Musubi.Model.Policy;

namespace Musubi.Model.Commands;

/// <summary>What is wanted for a traffic type.</summary>
public sealed record IoTrafficSpec(TrafficType Type, IoSettings Settings);
