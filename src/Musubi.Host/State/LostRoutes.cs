using Musubi.Host.Kernel;
using Musubi.Model;

namespace Musubi.Host.State;

/// <summary>Routes to be set again as soon as their interface is there.</summary>
public sealed record LostRoutes(string Interface, ValueList<HostRoute> Routes);
