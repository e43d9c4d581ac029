namespace Musubi.Model.Inventory;

/// <summary>What a command changes of one object, as people see it: a connected vNIC counts as an object, and a free port as none.</summary>
/// <param name="Subject">"switch", "portGroup", "host", "port", "vnic" or "adapter".</param>
/// <param name="Object">The object by kind and name, such as "portGroup web".</param>
/// <param name="Action">"created", "changed" or "deleted".</param>
/// <param name="Host">Name of the host it concerns; empty when it concerns none or many.</param>
/// <param name="Fields">The object itself (with an empty field) when created or deleted, then its fields.</param>
public sealed record ObjectDifference(string Subject, string Object, string Action, string Host, ValueList<Difference> Fields);
