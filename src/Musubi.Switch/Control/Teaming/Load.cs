namespace Musubi.Switch.Control.Teaming;

/// <summary>What goes by an uplink in each direction, bit/s.</summary>
/// <param name="Out">From the host.</param>
/// <param name="In">To the host.</param>
public readonly record struct Load(double Out, double In)
{
    public double Busier => Math.Max(Out, In);

    public static Load operator +(Load one, Load other) => new(one.Out + other.Out, one.In + other.In);

    public static Load operator -(Load one, Load other) => new(one.Out - other.Out, one.In - other.In);
}
