using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Musubi.Controller.Accounts;
using Musubi.Controller.Web;

namespace Musubi.Controller.Tests.Edge;

/// <summary>People sign in with accounts: by the API and by the pages.</summary>
public sealed partial class AccountPortTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_start_makes_an_administrator_whose_password_its_owner_can_read()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        string path = Path.Combine(bed.Data, FirstAccount.FileName);
        Assert.True(bed.Server.MadeFirstAccount);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        string password = (await File.ReadAllTextAsync(path, Cancellation)).Trim();

        (HttpStatusCode status, JsonElement session) = await SignInAsync(bed, "admin", password);
        Assert.Equal((HttpStatusCode.Created, "admin"), (status, session.GetProperty("role").GetString()));
        await bed.RestartAsync();
        Assert.False(bed.Server.MadeFirstAccount);
        Use(bed, session);
        await bed.DoAsync(HttpMethod.Post, "/api/v1/switches", new { name = "dvs" });
        JsonElement events = await bed.DoAsync(HttpMethod.Get, "/api/v1/events");
        Assert.Contains(events.GetProperty("items").EnumerateArray(), record => record.GetProperty("caller").GetString() == "account admin");
    }

    [Fact]
    public async Task An_account_that_may_read_changes_nothing_and_knows_of_no_others()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        await bed.DoAsync(HttpMethod.Post, "/api/v1/accounts", new { name = "eva", password = Password, role = "readOnly" });
        Use(bed, (await SignInAsync(bed, "eva", Password)).Answer);
        await bed.DoAsync(HttpMethod.Get, "/api/v1/switches");
        Assert.Equal(HttpStatusCode.Forbidden, (await bed.AskAsync(HttpMethod.Post, "/api/v1/switches", new { name = "dvs" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await bed.AskAsync(HttpMethod.Get, "/api/v1/accounts")).Status);
    }

    [Fact]
    public async Task Another_password_or_role_ends_the_sessions_that_were()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        await bed.DoAsync(HttpMethod.Post, "/api/v1/accounts", new { name = "eva", password = Password, role = "admin" });
        JsonElement session = (await SignInAsync(bed, "eva", Password)).Answer;
        await bed.DoAsync(HttpMethod.Patch, "/api/v1/accounts/eva", new { password = "another password" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(bed, "eva", Password)).Status);
        Use(bed, session);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bed.AskAsync(HttpMethod.Get, "/api/v1/switches")).Status);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        Assert.Equal(HttpStatusCode.Conflict, (await bed.AskAsync(HttpMethod.Delete, "/api/v1/accounts/admin")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await bed.AskAsync(HttpMethod.Patch, "/api/v1/accounts/admin", new { role = "readOnly" })).Status);
    }

    [Fact]
    public async Task All_that_is_wrong_with_an_account_is_told_and_no_password_is_told_back()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        (HttpStatusCode status, JsonElement answer) = await bed.AskAsync(HttpMethod.Post, "/api/v1/accounts", new { name = "a b", password = "short", role = "king", colour = "red" });
        string[] fields = [.. answer.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!)];
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["colour", "role"], fields.Order());
        (_, answer) = await bed.AskAsync(HttpMethod.Post, "/api/v1/accounts", new { name = "a b", password = "short", role = "admin" });
        Assert.Equal(["name", "password"], answer.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!).Order());
        Assert.DoesNotContain("short", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_counted()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        List<HttpStatusCode> answers = [];
        // On a machine that is busy the guesses come so slowly that some time is given back meanwhile.
        for (int i = 0; i < 10 * SignInGate.Burst && (i < SignInGate.Burst || answers[^1] == HttpStatusCode.Unauthorized); i++)
        {
            answers.Add((await SignInAsync(bed, "admin", $"guess number {i}")).Status);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        JsonElement counters = await bed.DoAsync(HttpMethod.Get, "/api/v1/controller/counters");
        Assert.Equal(answers.Count, counters.GetProperty("counters").GetProperty("sign-ins-refused").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("session.")]
    [InlineData("session.zz")]
    [InlineData("session.00")]
    [InlineData("session.0123456789abcdef0123456789abcdef0123456789abcdef")]
    public async Task A_session_that_nobody_was_given_is_none(string token)
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        bed.Admin.DefaultRequestHeaders.Authorization = token.Length == 0 ? null : new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bed.AskAsync(HttpMethod.Get, "/api/v1/switches")).Status);
    }

    [Fact]
    public async Task Pages_send_a_stranger_to_sign_in_and_whoever_has_signed_in_to_where_they_wanted()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        await bed.DoAsync(HttpMethod.Post, "/api/v1/accounts", new { name = "eva", password = Password, role = "admin" });
        using Browser browser = new(bed);
        (HttpStatusCode status, string to, _) = await browser.GetAsync("/");
        Assert.Equal((HttpStatusCode.Redirect, true), (status, to.Contains("/sign-in?ReturnUrl=%2F", StringComparison.Ordinal)));

        (status, to, string page) = await browser.SignInAsync("/sign-in?ReturnUrl=%2Fhosts", "eva", "wrong password");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        (status, to, _) = await browser.SignInAsync("/sign-in?ReturnUrl=%2Fhosts", "eva", Password);
        Assert.Equal((HttpStatusCode.Redirect, "/hosts"), (status, to));
        (status, _, page) = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, status);

        // The framework shows it when a page's connection has failed: else such a page would be still without a word.
        Assert.Contains("id=\"blazor-error-ui\"", page, StringComparison.Ordinal);

        await bed.DoAsync(HttpMethod.Delete, "/api/v1/accounts/eva");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_wherever_else_it_is_open()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        await bed.DoAsync(HttpMethod.Post, "/api/v1/accounts", new { name = "eva", password = Password, role = "admin" });
        using Browser browser = new(bed);
        await browser.SignInAsync("/sign-in", "eva", Password);
        using Browser other = new(bed, browser.Session);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/")).Status);
        (_, _, string page) = await browser.GetAsync("/sign-out");
        (HttpStatusCode status, string to, _) = await browser.PostAsync("/sign-out", new() { ["__RequestVerificationToken"] = FormToken().Match(page).Groups[1].Value, ["_handler"] = "sign-out" });
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (status, to));
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/")).Status);

        // The account itself is as it was.
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(bed, "eva", Password)).Status);
    }

    [Theory]
    [InlineData("/_blazor?id=any")]
    [InlineData("/_blazor/initializers/")]
    public async Task A_stranger_opens_no_page_by_its_connection_either(string path)
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        using Browser browser = new(bed);
        (HttpStatusCode status, string to, _) = await browser.GetAsync(path);
        Assert.Contains(status, new[] { HttpStatusCode.Redirect, HttpStatusCode.Unauthorized });
        Assert.StartsWith("/sign-in", to, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_signs_nobody_in()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        using Browser browser = new(bed);
        (HttpStatusCode status, _, _) = await browser.PostAsync("/sign-in", new() { ["_handler"] = "sign-in", ["Form.Account"] = "admin", ["Form.Password"] = "x" });
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("javascript:alert(1)")]
    public async Task Nobody_is_sent_to_another_site_after_signing_in(string wanted)
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        await bed.DoAsync(HttpMethod.Post, "/api/v1/accounts", new { name = "eva", password = Password, role = "admin" });
        using Browser browser = new(bed);
        (HttpStatusCode status, string to, _) = await browser.SignInAsync($"/sign-in?ReturnUrl={Uri.EscapeDataString(wanted)}", "eva", Password);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (status, to));
    }

    [Fact]
    public async Task Answers_forbid_browsers_what_pages_do_not_need_and_cookies_are_out_of_reach()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        using HttpResponseMessage answer = await bed.Admin.GetAsync("/sign-in", Cancellation);
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.All(answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? cookies : [], cookie =>
        {
            Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static Task<(HttpStatusCode Status, JsonElement Answer)> SignInAsync(ControllerBed bed, string account, string password) =>
        bed.AskAsync(HttpMethod.Post, "/api/v1/sessions", new { account, password });

    private static void Use(ControllerBed bed, JsonElement session) =>
        bed.Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    /// <summary>A browser without scripts: cookies and forms.</summary>
    private sealed class Browser : IDisposable
    {
        private readonly HttpClient _http;

        /// <param name="bed">Where it goes.</param>
        /// <param name="session">A session that was begun elsewhere, if any.</param>
        public Browser(ControllerBed bed, string? session = null)
        {
            _http = ControllerBed.Browser(bed.Data);
            if (session is not null)
            {
                _http.DefaultRequestHeaders.Add("Cookie", session);
            }
        }

        /// <summary>The cookie of the session that was begun here.</summary>
        public string? Session { get; private set; }

        public async Task<(HttpStatusCode Status, string To, string Page)> GetAsync(string path)
        {
            using HttpResponseMessage answer = await _http.GetAsync(path, Cancellation);
            return await ReadAsync(answer);
        }

        public async Task<(HttpStatusCode Status, string To, string Page)> SignInAsync(string path, string account, string password)
        {
            (_, _, string page) = await GetAsync(path);
            return await PostAsync(path, new()
            {
                ["__RequestVerificationToken"] = FormToken().Match(page).Groups[1].Value,
                ["_handler"] = "sign-in",
                ["Form.Account"] = account,
                ["Form.Password"] = password,
            });
        }

        public async Task<(HttpStatusCode Status, string To, string Page)> PostAsync(string path, Dictionary<string, string> fields)
        {
            using FormUrlEncodedContent form = new(fields);
            using HttpResponseMessage answer = await _http.PostAsync(path, form, Cancellation);
            IEnumerable<string> cookies = answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) ? set : [];
            Session = cookies.FirstOrDefault(cookie => cookie.StartsWith($"{PageSignIn.CookieName}=", StringComparison.Ordinal))?.Split(';')[0] ?? Session;
            return await ReadAsync(answer);
        }

        public void Dispose() => _http.Dispose();

        private static async Task<(HttpStatusCode Status, string To, string Page)> ReadAsync(HttpResponseMessage answer)
        {
            Uri? to = answer.Headers.Location;
            return (answer.StatusCode, to is null ? "" : to.IsAbsoluteUri ? to.PathAndQuery : to.ToString(), await answer.Content.ReadAsStringAsync(Cancellation));
        }
    }
}
