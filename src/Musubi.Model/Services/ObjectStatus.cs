namespace Musubi.Model.Services;

/// <summary>An object that is not yet as wanted on a host.</summary>
/// <param name="Object">By kind and name, such as "port 12 of dvs".</param>
public sealed record ObjectStatus(Guid Id, string Object, ObjectState State, string Reason);
