using Musubi.Model.Services;

namespace Musubi.Host.Agent;

/// <summary>A port or switch that is not as wanted.</summary>
/// <param name="Name">By kind and name, for people.</param>
public sealed record ObjectProblem(Guid Id, string Name, ObjectState State, string Reason);
