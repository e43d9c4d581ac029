namespace Musubi.Model.Services;

/// <summary>Who asks, as events name it.</summary>
/// <param name="Name">Such as "token admin", "user root", "host h1" or "system".</param>
public sealed record Caller(string Name)
{
    /// <summary>The process itself, for what nobody asked.</summary>
    public static Caller System { get; } = new("system");
}
