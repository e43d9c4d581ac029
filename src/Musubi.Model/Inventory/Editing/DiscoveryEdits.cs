using System.Text;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Changes the discovery and the contact of a switch.</summary>
internal static class DiscoveryEdits
{
    private const int MaxDetails = 255;

    public static SwitchConfig Write(EditSession session, SwitchConfig present, SwitchSpec spec)
    {
        SwitchConfig config = present with
        {
            Discovery = new DiscoveryConfig(spec.Discovery?.Protocol ?? present.Discovery.Protocol, spec.Discovery?.Operation ?? present.Discovery.Operation),
            Contact = new ContactConfig(spec.Contact?.Name ?? present.Contact.Name, spec.Contact?.Details ?? present.Contact.Details),
        };
        CheckDiscovery(session, present.Discovery, config);
        CheckContact(session, present.Contact, config);
        return config;
    }

    private static void CheckDiscovery(EditSession session, DiscoveryConfig before, SwitchConfig config)
    {
        DiscoveryConfig after = config.Discovery;
        if (after == before)
        {
            return;
        }

        if (config.Kind == SwitchKind.Standard && after.Protocol == DiscoveryProtocol.Lldp)
        {
            session.Errors.Refuse("discovery.protocol", DiscoveryResource.Word(after.Protocol), "must be cdp: a standard switch does not speak LLDP");
        }

        foreach (Requirement requirement in RequiredCapabilities.OfDiscovery(after).Except(RequiredCapabilities.OfDiscovery(before)))
        {
            foreach (MemberConfig member in config.Members)
            {
                CapabilityCheck.Require(session, session.Draft.Hosts[member.HostId], "discovery", [requirement]);
            }
        }
    }

    private static void CheckContact(EditSession session, ContactConfig before, SwitchConfig config)
    {
        if (config.Contact == before)
        {
            return;
        }

        if (config.Kind == SwitchKind.Standard && config.Contact != ContactConfig.Nobody)
        {
            session.Errors.Refuse("contact", config.Contact.Name, "must be empty: a standard switch has no contact");
        }

        Check(session, "contact.name", config.Contact.Name, NameRules.MaxLength);
        Check(session, "contact.details", config.Contact.Details, MaxDetails);
    }

    private static void Check(EditSession session, string field, string text, int most)
    {
        if (text.Length > most || text.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune.Value == 0xfffd))
        {
            session.Errors.Invalid(field, text, $"must be at most {most} characters in one line");
        }
    }
}
