namespace Musubi.Switch.Control;

/// <summary>
/// Something that the control thread does of itself, by the time or by what workers tell. One that has something to say in the status
/// is an <see cref="IStatusSource"/> too. Control thread only.
/// </summary>
public interface IControlTask
{
    /// <summary>How long the control thread may sleep when nothing happens; infinite for as long as it likes.</summary>
    TimeSpan TimeToDue();

    /// <summary>Workers signalled, or time has passed: does what is due, a bounded part of it, without waiting.</summary>
    void OnTurn();
}
