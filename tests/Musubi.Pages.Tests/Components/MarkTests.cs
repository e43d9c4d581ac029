using Bunit;
using Musubi.Model.Services;
using Musubi.Pages.Hosts;
using Musubi.Pages.Live;
using Musubi.Pages.Shell;

namespace Musubi.Pages.Tests.Components;

/// <summary>States are told in colour, in shape and in words.</summary>
public sealed class MarkTests : ComponentTest
{
    [Theory]
    [InlineData(ObjectState.Done, "good", "circle")]
    [InlineData(ObjectState.Error, "bad", "path")]
    [InlineData(ObjectState.Pending, "waiting", "path")]
    public void A_state_has_a_colour_a_shape_and_a_word(ObjectState state, string colour, string shape)
    {
        IRenderedComponent<StateMark> mark = Render<StateMark>(parameters => parameters.Add(one => one.State, state).Add(one => one.Text, "as it is"));
        Assert.Contains(colour, mark.Find(".mark").ClassList);
        Assert.NotNull(mark.Find(shape));
        Assert.Equal(("img", "as it is"), (mark.Find(".mark").GetAttribute("role"), mark.Find(".mark").GetAttribute("aria-label")));
    }

    [Fact]
    public void Words_that_stand_beside_a_mark_are_not_read_twice()
    {
        IRenderedComponent<HealthMark> mark = Render<HealthMark>(parameters => parameters.Add(one => one.Health, HostHealth.Unreachable));
        Assert.Equal("unreachable", mark.Find("[data-testid=health]").TextContent);
        Assert.Equal("true", mark.Find(".mark").GetAttribute("aria-hidden"));
        Assert.Null(mark.Find(".mark").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_line_of_readings_reaches_from_none_to_the_most()
    {
        IRenderedComponent<Sparkline> line = Render<Sparkline>(parameters => parameters.Add(one => one.Values, [0f, 50f, 100f]).Add(one => one.Label, "last minute"));
        Assert.Equal("57,15.0 58,8.0 59,1.0", line.Find("polyline").GetAttribute("points"));
        Assert.Equal("last minute", line.Find("svg").GetAttribute("aria-label"));
        line.Render(parameters => parameters.Add(one => one.Values, []).Add(one => one.Label, ""));
        Assert.Equal("true", line.Find("svg").GetAttribute("aria-hidden"));
    }
}
