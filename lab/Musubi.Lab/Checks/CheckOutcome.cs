namespace Musubi.Lab.Checks;

/// <summary>What a check found.</summary>
/// <param name="Measured">Figures and facts, on one line; when it does not hold, what is wrong.</param>
internal sealed record CheckOutcome(bool Holds, string Measured);
