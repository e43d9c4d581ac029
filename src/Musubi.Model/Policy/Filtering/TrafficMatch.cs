namespace Musubi.Model.Policy.Filtering;

/// <summary>Frames of one system traffic type, or of all others.</summary>
public sealed record TrafficMatch(TrafficType Type, bool Negated)
{
    /// <summary>Whatever this holds for, the other holds for.</summary>
    public bool IsWithin(TrafficMatch other) => Negated ? other.Negated && other.Type == Type : (other.Type == Type) != other.Negated;
}
