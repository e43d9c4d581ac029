namespace Musubi.Lab.Processes;

/// <summary>How a supervised process fares.</summary>
/// <param name="Id">Process id; 0 while it does not run.</param>
/// <param name="StartTicks">See <see cref="ProcessIdentity"/>.</param>
/// <param name="Starts">How often it was started.</param>
/// <param name="Paused">Stopped by `pause` (SIGSTOP).</param>
/// <param name="StaysDead">Killed with --stay-dead: not started until asked.</param>
internal sealed record ProcessStatus(string Name, int Id, long StartTicks, int Starts, bool Paused, bool StaysDead)
{
    public bool Runs => Id != 0;

    public ProcessIdentity Identity => new(Id, StartTicks);
}
