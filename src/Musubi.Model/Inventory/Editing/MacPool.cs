namespace Musubi.Model.Inventory.Editing;

/// <summary>Assigns MACs that nobody in the inventory has.</summary>
internal static class MacPool
{
    /// <summary>Half of the 2^24 addresses taken would be missed this often in a row once in 2^64.</summary>
    private const int MaxTries = 64;

    /// <summary>A new MAC under the context's prefix; null, with an error noted, when none was found.</summary>
    public static MacAddress? Take(EditSession session, string fieldPrefix)
    {
        Span<byte> random = stackalloc byte[3];
        for (int i = 0; i < MaxTries; i++)
        {
            session.Context.Ids.Fill(random);
            MacAddress mac = new(((ulong)session.Context.MacPrefix << 24) | ((ulong)random[0] << 16) | ((ulong)random[1] << 8) | random[2]);
            if (session.Draft.Ports.FindByMac(mac) is null)
            {
                return mac;
            }
        }

        session.Errors.Conflict($"{fieldPrefix}mac", "", $"no free MAC was found in {MaxTries} tries: give one");
        return null;
    }
}
