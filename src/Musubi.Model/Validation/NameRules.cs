using System.Globalization;
using System.Text;

namespace Musubi.Model.Validation;

/// <summary>What names of objects may look like. Each method gives the rule that is broken, or null.</summary>
public static class NameRules
{
    public const int MaxLength = 80;

    public const string Rule = "must be 1 to 80 printable characters without '/', and without a space at its start or end";

    private const string ReservedRule = "must not be \".\" or \"..\", nor look like an id (a UUID)";

    /// <summary>Names of switches, port groups, hosts, uplinks, VMs, vNICs and host adapters.</summary>
    public static string? Check(string name)
    {
        if (name.Length is 0 or > MaxLength || name[0] == ' ' || name[^1] == ' ')
        {
            return Rule;
        }

        foreach (Rune rune in name.EnumerateRunes())
        {
            if (!IsPrintable(rune) || rune.Value is '/' or 0xfffd)
            {
                return Rule;
            }
        }

        return name is "." or ".." || Guid.TryParse(name, out _) ? ReservedRule : null;
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => true,
    };
}
