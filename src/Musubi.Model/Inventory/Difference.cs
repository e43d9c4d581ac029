namespace Musubi.Model.Inventory;

/// <summary>One field that a command changes, for people and for dry runs.</summary>
/// <param name="Object">The object by kind and name, such as "portGroup web" or "port 12 of dvs".</param>
/// <param name="Field">Path of the field in the object's resource, such as "policy.vlan"; empty for the object itself.</param>
/// <param name="Before">The former value in its user form; null when the object or field did not exist.</param>
/// <param name="After">The new value; null when the object or field goes.</param>
public sealed record Difference(string Object, string Field, string? Before, string? After);
