namespace Musubi.Host.Tests.State;

/// <summary>Power is gone.</summary>
internal sealed class MachineStoppedException : Exception;
