namespace Musubi.Switch.Forwarding.Compile;

/// <summary>What LACP says of a member of a LAG.</summary>
/// <param name="LagId">The LAG that it is said of.</param>
/// <param name="Collects">Frames that come in by it are taken.</param>
/// <param name="Distributes">Frames leave by it.</param>
/// <param name="UpFor">For how long the LAG as a whole has had members in use without a break; null: for as long as matters.</param>
public sealed record LagInput(string LagId, bool Collects, bool Distributes, TimeSpan? UpFor);
