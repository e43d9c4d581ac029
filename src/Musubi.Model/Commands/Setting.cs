namespace Musubi.Model.Commands;

/// <summary>
/// A field of a change: not given (the present value stays), or given with a value, where null means "inherit".
/// The default is "not given".
/// </summary>
public readonly record struct Setting<T>
{
    public Setting(T value)
    {
        IsGiven = true;
        Value = value;
    }

    public bool IsGiven { get; }

    public T? Value { get; }

    /// <summary>The new value when one is given, else the present one.</summary>
    public T? Or(T? present) => IsGiven ? Value : present;
}
