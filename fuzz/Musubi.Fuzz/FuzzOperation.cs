using System.Globalization;

namespace Musubi.Fuzz;

/// <summary>One line of a case: a kind and four numbers.</summary>
internal readonly record struct FuzzOperation(FuzzKind Kind, int A = 0, int B = 0, int C = 0, int D = 0)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {A} {B} {C} {D}");

    /// <exception cref="FormatException">The line is none that <see cref="ToString"/> writes.</exception>
    public static FuzzOperation Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 5 || !Enum.TryParse(words[0], out FuzzKind kind))
        {
            throw new FormatException($"no operation: '{line}'");
        }

        int[] numbers = [.. words.Skip(1).Select(word => int.Parse(word, CultureInfo.InvariantCulture)), 0, 0, 0, 0];
        return new FuzzOperation(kind, numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
