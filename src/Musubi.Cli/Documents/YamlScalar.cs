using System.Globalization;
using System.Text.RegularExpressions;

namespace Musubi.Cli.Documents;

/// <summary>What a plain scalar means in YAML's core schema (YAML 1.2.2, 10.3.2): a MAC address or "yes" is a text.</summary>
internal static partial class YamlScalar
{
    /// <summary>Longer ones are texts, whatever they look like.</summary>
    private const int MaxNumber = 64;

    public static YamlScalarKind Resolve(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => YamlScalarKind.Null,
        "true" or "True" or "TRUE" => YamlScalarKind.True,
        "false" or "False" or "FALSE" => YamlScalarKind.False,
        { Length: <= MaxNumber } when IntegerForm().IsMatch(plain) => YamlScalarKind.Integer,
        { Length: <= MaxNumber } when RealForm().IsMatch(plain) => YamlScalarKind.Real,
        _ => YamlScalarKind.Text,
    };

    /// <summary>The value of an <see cref="YamlScalarKind.Integer"/>; null when it has more than 64 bits.</summary>
    public static long? ReadInteger(string plain)
    {
        bool negative = plain[0] == '-';
        ReadOnlySpan<char> digits = plain.AsSpan(plain[0] is '+' or '-' ? 1 : 0);
        if (digits.StartsWith("0x"))
        {
            return long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hex) ? hex : null;
        }

        if (digits.StartsWith("0o"))
        {
            return ReadOctal(digits[2..]);
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? negative ? -value : value : null;
    }

    private static long? ReadOctal(ReadOnlySpan<char> digits)
    {
        long value = 0;
        foreach (char digit in digits)
        {
            if (value >> 60 != 0)
            {
                return null;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }

    [GeneratedRegex("^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$", RegexOptions.CultureInvariant)]
    private static partial Regex RealForm();
}
