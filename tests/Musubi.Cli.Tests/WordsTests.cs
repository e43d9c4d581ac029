using Musubi.Cli.CommandLine;

namespace Musubi.Cli.Tests;

public sealed class WordsTests
{
    [Theory]
    [InlineData("30", 30_000L)]
    [InlineData("30s", 30_000L)]
    [InlineData("500ms", 500L)]
    [InlineData("2m", 120_000L)]
    [InlineData("24h", 86_400_000L)]
    [InlineData("0", 0L)]
    public void Times_are_read(string text, long milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Words.Duration(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("25h")]
    [InlineData("99999999999999999999s")]
    [InlineData("1 s")]
    public void What_is_no_time_is_none(string text) => Assert.Null(Words.Duration(text));

    [Fact]
    public void Lists_are_parted_by_commas_unless_escaped() =>
        Assert.Equal(["a", "b,c", @"d\e", "f\\", "g"], Words.List(["a, b\\,c ,", @"d\e", @"f\\,g", ""]));
}
