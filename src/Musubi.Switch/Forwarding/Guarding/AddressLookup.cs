namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>Known addresses during one batch: what was asked for the frame before is not looked up again.</summary>
internal ref struct AddressLookup(KnownAddresses known)
{
    private readonly KnownAddresses _known = known;
    private AddressKey _last;
    private int _lastVlan = -1;
    private bool _isKnown;

    public readonly bool MayClaim => _known.MayClaim;

    public bool Knows(AddressKey address, int vlan)
    {
        if (address != _last || vlan != _lastVlan)
        {
            (_last, _lastVlan) = (address, vlan);
            _isKnown = _known.Contains(address, vlan);
        }

        return _isKnown;
    }
}
