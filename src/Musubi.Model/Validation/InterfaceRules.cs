using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Musubi.Model.Validation;

/// <summary>What names of interfaces, namespaces and sockets, and addresses, may look like. Each method gives the rule that is broken, or null.</summary>
public static class InterfaceRules
{
    private const int MaxNamespacePath = 255;

    /// <summary>sun_path holds 108 bytes with its terminator (unix(7)).</summary>
    private const int MaxSocketPath = 107;

    /// <summary>The kernel's rule (dev_valid_name) and ours: no '%', which it takes as a pattern for a new name.</summary>
    public static string? CheckInterface(string name)
    {
        bool valid = name.Length is >= 1 and <= 15 && name is not ("." or "..");
        foreach (char c in name)
        {
            valid &= c is > ' ' and < (char)0x7f and not ('/' or ':' or '%');
        }

        return valid ? null : "must be 1 to 15 visible ASCII characters without '/', ':' and '%'";
    }

    /// <summary>A name under /run/netns, or an absolute path.</summary>
    public static string? CheckNamespace(string name)
    {
        bool valid = name.Length is >= 1 and <= MaxNamespacePath && name is not ("." or "..")
            && (name[0] == '/' ? IsPlainPath(name) : !name.Contains('/', StringComparison.Ordinal));
        foreach (char c in name)
        {
            valid &= c is > ' ' and < (char)0x7f;
        }

        return valid ? null : "must be the name of a network namespace, or an absolute path without \"..\", of visible ASCII characters";
    }

    public static string? CheckSocketPath(string path)
    {
        bool valid = path.Length > 1 && path[0] == '/' && IsPlainPath(path) && Encoding.UTF8.GetByteCount(path) <= MaxSocketPath
            && !path.Any(char.IsControl);
        return valid ? null : "must be an absolute path of at most 107 bytes without \"..\"";
    }

    /// <summary>An interface address in CIDR notation: the address of a host, not of a network of all hosts.</summary>
    public static string? CheckCidr(string text)
    {
        const string rule = "must be an IPv4 or IPv6 unicast address with its prefix length, such as 192.0.2.10/24";
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(text.AsSpan(0, slash), out IPAddress? address) || !IsPlainNumber(text.AsSpan(slash + 1), out int prefix))
        {
            return rule;
        }

        bool isV4 = address.AddressFamily == AddressFamily.InterNetwork;
        bool isHost = !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6Multicast
            && !(isV4 && address.GetAddressBytes()[0] >= 224);
        bool isCanonical = address.ScopeIdIsZero() && (!isV4 || address.ToString() == text[..slash]);
        return isHost && isCanonical && prefix >= 1 && prefix <= (isV4 ? 32 : 128) ? null : rule;
    }

    private static bool ScopeIdIsZero(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork || address.ScopeId == 0;

    private static bool IsPlainNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, null, out number);

    private static bool IsPlainPath(string path)
    {
        foreach (Range part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan()[part] is "..")
            {
                return false;
            }
        }

        return true;
    }
}
