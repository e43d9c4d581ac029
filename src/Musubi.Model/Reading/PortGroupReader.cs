using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads a port group resource.</summary>
internal static class PortGroupReader
{
    public static PortGroupSpec Read(FieldReader reader)
    {
        reader.Ignore("kind", "id", "revision", "switchId", "effective", "ports", "connectedPorts");
        return new PortGroupSpec
        {
            Name = reader.Text("name"),
            Switch = reader.Text("switch"),
            PortCount = reader.Int("portCount"),
            Elastic = reader.Flag("elastic"),
            PortOverrides = ReadOverrides(reader),
            ResetAtDisconnect = reader.Flag("resetAtDisconnect"),
            IoPool = IoReader.ReadPool(reader),
            Policy = PolicyReader.Read(reader),
        };
    }

    private static PolicyCategories? ReadOverrides(FieldReader reader)
    {
        if (reader.Texts("portOverrides") is not { } words)
        {
            return null;
        }

        PolicyCategories categories = PolicyCategories.None;
        foreach (string word in words)
        {
            PolicyCategories category = word switch
            {
                "blocked" => PolicyCategories.Blocked,
                "security" => PolicyCategories.Security,
                "vlan" => PolicyCategories.Vlan,
                "teaming" => PolicyCategories.Teaming,
                "shaping" => PolicyCategories.Shaping,
                "filtering" => PolicyCategories.Filtering,
                _ => PolicyCategories.None,
            };
            if (category == PolicyCategories.None)
            {
                reader.TryTake("portOverrides", out JsonElement value);
                reader.Wrong<string>("portOverrides", value, "must be a list of \"blocked\", \"security\", \"vlan\", \"teaming\", \"shaping\" and \"filtering\"");
                return null;
            }

            categories |= category;
        }

        return categories;
    }
}
