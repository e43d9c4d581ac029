namespace Musubi.Model.Config;

/// <summary>Whom to ask about a switch. For people who look at it; neighbours are not told.</summary>
/// <param name="Name">At most 80 characters; may be empty.</param>
/// <param name="Details">Such as a telephone number: at most 255 characters; may be empty.</param>
public sealed record ContactConfig(string Name, string Details)
{
    public static ContactConfig Nobody { get; } = new("", "");
}
