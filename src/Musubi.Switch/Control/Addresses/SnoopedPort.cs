using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Control.Addresses;

/// <summary>
/// A port whose guest's addresses matter, for as long as it keeps its slot: what the guest has, in bounds that nobody else can use up. Control thread only.
/// </summary>
/// <param name="owner">Key of its switch.</param>
/// <param name="guard">Where its worker reads the addresses.</param>
public sealed class SnoopedPort(uint owner, PortGuard guard, SnoopSettings settings)
{
    /// <summary>Addresses that were given or claimed.</summary>
    public const int MostBindings = 64;

    /// <summary>Addresses that were seen in traffic.</summary>
    public const int MostTraffic = 16;

    public const int MostClaims = 16;

    public const int MostTransactions = 16;

    private readonly List<Binding> _bindings = [];

    public uint Switch => owner;

    public SnoopSettings Settings { get; set; } = settings;

    public IReadOnlyList<Binding> Bindings => _bindings;

    /// <summary>Oldest first.</summary>
    internal Queue<TransactionKey> Asked { get; } = new();

    internal int Claims { get; set; }

    /// <summary>The VLAN of a binding.</summary>
    public ushort Kept(ushort vlan) => Settings.IsTrunk ? vlan : KnownAddresses.AnyVlan;

    public Binding? Find(AddressKey address, int length, ushort vlan) =>
        _bindings.Find(binding => binding.Address == address && binding.Length == length && binding.Vlan == vlan);

    public bool HasConfigured(AddressKey address) => Settings.Configured.Any(known => address.First(known.Length) == known.Address);

    public int Count(bool traffic) => _bindings.Count(binding => binding.Origin == AddressOrigin.Traffic == traffic);

    public void Add(Binding binding) => _bindings.Add(binding);

    public void Remove(Binding binding) => _bindings.Remove(binding);

    /// <summary>Shows the worker what the guest may use now.</summary>
    public void Publish() => guard.Known = Settings.Mode switch
    {
        SpoofGuard.Configured => new KnownAddresses(Settings.Configured, mayClaim: false),
        SpoofGuard.Snooped => new KnownAddresses([.. Settings.Configured, .. _bindings.Where(binding => binding.Origin != AddressOrigin.Traffic).Select(Known)], mayClaim: true),
        _ => KnownAddresses.None,
    };

    private static KnownAddress Known(Binding binding) => new(binding.Address, binding.Length, binding.Vlan);
}
