using System.Text;
using System.Text.Json;
using Musubi.Host.Edge;
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

    private static MacAddress? Find(string line, string vnic) => QmpMessages.FindMac(Encoding.UTF8.GetBytes(line), vnic);
}
