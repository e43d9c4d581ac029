namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>By what a class is known again in the next schedule.</summary>
/// <param name="Number">Of a type its number in the plan, of a port the handle of its slot; 0 for others.</param>
/// <param name="Name">Of a pool its name; empty for others.</param>
public readonly record struct IoClassId(IoClassKind Kind, long Number = 0, string Name = "");
