using System.Text.Json.Nodes;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Resources;
using Musubi.Pages.Policies;
using Musubi.Pages.Words;

namespace Musubi.Pages.Tests.Forms;

/// <summary>What a level of policy inherits, and that nothing of policy is left out of the pages.</summary>
public sealed class PolicyLevelTests
{
    private static readonly SwitchConfig Owner = Samples.Switch with { Policy = new PortPolicyConfig { Security = new SecurityConfig { Promiscuous = true } } };

    [Fact]
    public void A_port_inherits_from_its_group_and_that_from_the_switch()
    {
        PolicyLevel level = PolicyLevel.OfPort(Owner, Samples.Group);
        Assert.Equal(("10", "portGroup"), (level.Inherited("vlan")!.GetValue<string>(), level.OriginOf("vlan")));
        Assert.Equal(("accept", "switch"), (level.Inherited("security.promiscuous")!.GetValue<string>(), level.OriginOf("security.promiscuous")));
        Assert.Equal("default", level.OriginOf("teaming.policy"));
    }

    [Fact]
    public void A_switch_inherits_defaults_whatever_it_gives_itself() => Assert.Equal("reject", PolicyLevel.OfSwitch(Owner).Inherited("security.promiscuous")!.GetValue<string>());

    [Fact]
    public void A_port_may_give_itself_what_its_group_permits()
    {
        PolicyLevel level = PolicyLevel.OfPort(Owner, Samples.Group with { PortOverrides = PolicyCategories.Vlan });
        Assert.Equal(["vlan"], PolicySettings.All.Where(level.Permits).Select(setting => setting.Path));
    }

    [Fact]
    public void Every_part_of_policy_can_be_edited()
    {
        EffectivePolicyResource effective = PolicyForm.Effective(PolicyResolver.Resolve(Owner), PolicyResolver.Trace(Owner));
        Assert.Equal(effective.Origins.Keys.Where(path => path != "teaming.standby").Order(), PolicySettings.All.Select(setting => setting.Path).Order());
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Japanese)]
    public void Everything_has_a_name(Language language)
    {
        PolicyTexts texts = PolicyTexts.Of(language);
        Assert.All(PolicySettings.All, setting => Assert.NotNull(texts.SettingName(setting.Path)));
        Assert.All(PolicySettings.Categories, category => Assert.NotNull(texts.CategoryName(category)));
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Japanese)]
    public void Every_question_of_a_rule_has_a_name(Language language) =>
        Assert.All(Musubi.Model.Policy.Filtering.FilterFields.All, field => Assert.NotNull(RuleTexts.Of(language).QuestionName(field.Name)));

    [Fact]
    public void An_order_is_shown_with_who_stands_by()
    {
        PolicySetting order = PolicySettings.All.Single(setting => setting.Path == "teaming.active");
        Assert.Equal("Uplink 1 (standby: Uplink 2)", PolicyTexts.Of(Language.English).Show(order, new JsonArray("Uplink 1"), new JsonArray("Uplink 2")));
    }
}
