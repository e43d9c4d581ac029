using Musubi.Switch.Forwarding.Compile;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Time has passed since an uplink's link came up, or beacons were heard or were not.</summary>
public sealed record UplinkNews(int Port, TimeSpan? UpFor, BeaconFacts? Beacons) : Step;
