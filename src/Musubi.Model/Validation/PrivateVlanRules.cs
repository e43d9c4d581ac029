using Musubi.Model.Policy;

namespace Musubi.Model.Validation;

/// <summary>The private VLANs of a switch.</summary>
public static class PrivateVlanRules
{
    /// <summary>The first thing that is wrong with each of them; empty when all is well.</summary>
    public static IEnumerable<ValidationError> Check(ValueList<PrivateVlan> all)
    {
        Dictionary<int, int> owners = [];
        for (int i = 0; i < all.Count; i++)
        {
            foreach ((string field, int id) in Fields(all[i]))
            {
                if (id is < 1 or > VlanRules.MaxId)
                {
                    yield return new ValidationError($"privateVlans[{i}].{field}", ShownValue.Of(id), $"must be a VLAN id from 1 to {VlanRules.MaxId}");
                }
                else if (!owners.TryAdd(id, all[i].Primary))
                {
                    yield return new ValidationError($"privateVlans[{i}].{field}", ShownValue.Of(id), $"must be given only once: private VLAN {owners[id]} has it");
                }
            }
        }
    }

    private static IEnumerable<(string Field, int Id)> Fields(PrivateVlan one)
    {
        yield return ("primary", one.Primary);
        if (one.Isolated is { } isolated)
        {
            yield return ("isolated", isolated);
        }

        for (int i = 0; i < one.Communities.Count; i++)
        {
            yield return ($"communities[{i}]", one.Communities[i]);
        }
    }
}
