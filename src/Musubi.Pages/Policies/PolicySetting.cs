using Musubi.Pages.Forms;

namespace Musubi.Pages.Policies;

/// <summary>A part of port policy that a level gives or inherits on its own.</summary>
/// <param name="Path">Within the policy, such as "security.promiscuous"; of an order that of the active uplinks.</param>
/// <param name="Category">What it stands with on a page.</param>
/// <param name="Override">The category by which a port group lets its ports override it.</param>
/// <param name="Kind">How it is typed.</param>
/// <param name="Words">Of a choice.</param>
public sealed record PolicySetting(string Path, string Category, string Override, FieldKind Kind, params IReadOnlyList<string> Words)
{
    /// <summary>Its place in a body.</summary>
    public string FullPath => "policy." + Path;
}
