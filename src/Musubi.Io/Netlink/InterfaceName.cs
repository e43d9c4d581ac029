using System.Text;

namespace Musubi.Io.Netlink;

/// <summary>What the kernel takes as the name of an interface.</summary>
public static class InterfaceName
{
    public const int MaxBytes = 15;

    public static bool IsValid(string name) =>
        Encoding.UTF8.GetByteCount(name) is >= 1 and <= MaxBytes
        && name is not ("." or "..")
        && !name.Any(one => one is '/' or ':' || char.IsWhiteSpace(one) || char.IsControl(one));

    /// <summary>The name itself.</summary>
    /// <exception cref="ArgumentException">It is none; the message names it and the rule.</exception>
    public static string Check(string name) =>
        IsValid(name) ? name : throw new ArgumentException($"interface name '{name}' must be 1..{MaxBytes} bytes without blanks, '/' and ':'", nameof(name));
}
