using System.Text;
using System.Text.Json;
using Musubi.Host.Edge;
using Musubi.Host.Plan;
using Musubi.Model;

namespace Musubi.Host.Tests.Edge;

public sealed class QmpMessagesTests
{
    [Fact]
    public void The_only_nic_is_meant_whatever_its_name() =>
        Assert.Equal(MacAddress.Parse("52:54:00:00:00:01"), Find("""{"return":[{"name":"net0","main-mac":"52:54:00:00:00:01"}],"id":"rx-filter"}""", "nic0"));

    [Fact]
    public void Of_several_nics_the_one_with_the_vnics_name_is_meant() =>
        Assert.Equal(MacAddress.Parse("52:54:00:00:00:02"), Find("""{"return":[{"name":"nic0","main-mac":"52:54:00:00:00:01"},{"name":"nic1","main-mac":"52:54:00:00:00:02"}]}""", "nic1"));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"return":{}}""")]
    [InlineData("""{"return":[]}""")]
    [InlineData("""{"return":[{"name":"a"},{"name":"b"}]}""")]
    [InlineData("""{"return":[{"name":"nic0","main-mac":5}]}""")]
    [InlineData("""{"return":[7,"x"]}""")]
    public void What_does_not_tell_a_mac_tells_none(string line) => Assert.Null(Find(line, "nic0"));

    [Fact]
    public void A_changed_filter_is_noticed()
    {
        Assert.True(QmpMessages.IsFilterChange(Encoding.UTF8.GetBytes("""{"event":"NIC_RX_FILTER_CHANGED","data":{"name":"net0"}}""")));
        Assert.False(QmpMessages.IsFilterChange(Encoding.UTF8.GetBytes("""{"event":"RESET"}""")));
        Assert.ThrowsAny<JsonException>(() => QmpMessages.IsFilterChange(Encoding.UTF8.GetBytes("garbage")));
    }

    [Fact]
    public void A_guest_that_came_by_a_migration_has_another_filter() =>
        Assert.True(QmpMessages.IsFilterChange(Encoding.UTF8.GetBytes("""{"event":"RESUME"}""")));

    [Theory]
    [InlineData("normal", "false", "false", """["33:33:00:00:00:01","01:00:5e:00:00:01","ff:ff:ff:ff:ff:ff"]""", "01:00:5e:00:00:01 33:33:00:00:00:01")]
    [InlineData("normal", "false", "false", "[]", "")]
    [InlineData("none", "false", "false", """["01:00:5e:00:00:01"]""", "")]
    [InlineData("all", "false", "false", "[]", null)]
    [InlineData("normal", "true", "false", "[]", null)]
    [InlineData("normal", "false", "true", "[]", null)]
    [InlineData("normal", "false", "false", "[7]", null)]
    [InlineData("normal", "false", "false", "5", null)]
    public void Groups_are_told_unless_the_NIC_lets_all_of_them_through(string multicast, string promiscuous, string overflow, string table, string? groups)
    {
        string line = $$"""{"return":[{"name":"net0","main-mac":"52:54:00:00:00:01","multicast":"{{multicast}}","promiscuous":{{promiscuous}},"multicast-overflow":{{overflow}},"multicast-table":{{table}}}]}""";
        GuestFilter filter = QmpMessages.FindFilter(Encoding.UTF8.GetBytes(line), "net0")!;
        Assert.Equal(groups, filter.Groups is { } told ? string.Join(' ', told) : null);
    }

    private static MacAddress? Find(string line, string vnic) => QmpMessages.FindFilter(Encoding.UTF8.GetBytes(line), vnic)?.Mac;
}
