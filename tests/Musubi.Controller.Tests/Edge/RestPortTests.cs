using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Musubi.Controller.Tests.Edge;

public sealed class RestPortTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_but_health_answers_without_a_token()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        bed.Admin.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.OK, (await bed.AskAsync(HttpMethod.Get, "/api/v1/health")).Status);
        foreach (string path in new[] { "/api/v1/switches", "/api/v1/openapi.json", "/api/v1/tokens", "/api/v1/accounts", "/api/v1/events" })
        {
            (HttpStatusCode status, JsonElement answer) = await bed.AskAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Equal("Authorization", answer.GetProperty("errors")[0].GetProperty("field").GetString());
        }

        bed.Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "guess");
        Assert.Equal(HttpStatusCode.Unauthorized, (await bed.AskAsync(HttpMethod.Get, "/api/v1/switches")).Status);

        using HttpClient admin = ControllerBed.Client(bed.Data);
        JsonElement counters = await admin.GetFromJsonAsync<JsonElement>("/api/v1/controller/counters", Cancellation);
        Assert.Equal(6, counters.GetProperty("counters").GetProperty("requests-unauthorized").GetInt64());
    }

    [Fact]
    public async Task A_read_only_token_reads_and_changes_nothing_and_events_name_the_caller()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        JsonElement made = await bed.DoAsync(HttpMethod.Post, "/api/v1/tokens", new { name = "viewer", role = "readOnly" });
        await bed.DoAsync(HttpMethod.Post, "/api/v1/switches", new { name = "dvs" });

        using HttpClient viewer = ControllerBed.Client(bed.Data, made.GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/api/v1/switches", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetAsync("/api/v1/tokens", Cancellation)).StatusCode);
        HttpResponseMessage refused = await viewer.PostAsJsonAsync("/api/v1/switches", new { name = "other" }, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        JsonElement events = await viewer.GetFromJsonAsync<JsonElement>("/api/v1/events", Cancellation);
        Assert.Contains(events.GetProperty("items").EnumerateArray(), record =>
            record.GetProperty("reason").GetString() == "switch.created" && record.GetProperty("caller").GetString() == "token admin");

        await bed.DoAsync(HttpMethod.Delete, "/api/v1/tokens/viewer");
        Assert.Equal(HttpStatusCode.Unauthorized, (await viewer.GetAsync("/api/v1/switches", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task An_apply_with_three_mistakes_names_all_three_and_changes_nothing()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        long before = bed.Server.Core.Inventory.Current.Revision;
        object[] documents =
        [
            new { kind = "Switch", name = "dvs", mtu = 100 },
            new { kind = "PortGroup", name = "web", @switch = "dvs", policy = new { vlan = "5000" } },
            new { kind = "PortGroup", name = "db", @switch = "nowhere" },
        ];
        (HttpStatusCode status, JsonElement answer) = await bed.AskAsync(HttpMethod.Post, "/api/v1/apply", new { documents });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        string errors = answer.GetProperty("errors").ToString();
        Assert.Contains("\"100\"", errors, StringComparison.Ordinal);
        Assert.Contains("\"5000\"", errors, StringComparison.Ordinal);
        Assert.Contains("\"nowhere\"", errors, StringComparison.Ordinal);
        Assert.Equal(before, bed.Server.Core.Inventory.Current.Revision);
    }

    [Fact]
    public async Task Every_error_has_the_one_form()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        (string Method, string Path, string Body, HttpStatusCode Status, string Field)[] cases =
        [
            ("POST", "/api/v1/tokens", "{\"name\":\"a b\",\"rolle\":\"x\"}", HttpStatusCode.BadRequest, "rolle"),
            ("POST", "/api/v1/tokens", "{", HttpStatusCode.BadRequest, "body"),
            ("POST", "/api/v1/tokens", "[]", HttpStatusCode.BadRequest, "body"),
            ("GET", "/api/v1/nowhere", "", HttpStatusCode.NotFound, "route"),
            ("PATCH", "/api/v1/health", "", HttpStatusCode.NotFound, "route"),
            ("GET", "/api/elsewhere", "", HttpStatusCode.NotFound, "request"),
            ("DELETE", "/api/v1/tokens/nobody", "", HttpStatusCode.NotFound, "token"),
            ("DELETE", "/api/v1/tokens/admin", "", HttpStatusCode.Conflict, "token"),
        ];
        foreach ((string method, string path, string body, HttpStatusCode status, string field) in cases)
        {
            using HttpRequestMessage request = new(new HttpMethod(method), path);
            request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;
            using HttpResponseMessage response = await bed.Admin.SendAsync(request, Cancellation);
            JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            JsonElement[] errors = [.. answer.GetProperty("errors").EnumerateArray()];

            Assert.Equal((path, status), (path, response.StatusCode));
            Assert.All(errors, error => Assert.NotEqual("", error.GetProperty("rule").GetString()));
            Assert.Contains(field, errors.Select(error => error.GetProperty("field").GetString()));
        }
    }

    [Fact]
    public async Task The_OpenAPI_document_is_served_and_names_the_routes()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        JsonElement document = await bed.DoAsync(HttpMethod.Get, "/api/v1/openapi.json");
        string[] paths = [.. document.GetProperty("paths").EnumerateObject().Select(path => path.Name)];
        foreach (string path in new[] { "/api/v1/switches", "/api/v1/apply", "/api/v1/tokens", "/api/v1/hosts/tokens", "/api/v1/events" })
        {
            Assert.Contains(path, paths);
        }
    }

    [Fact]
    public async Task The_admin_file_is_its_owners_alone_and_made_again_when_it_is_lost()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        string path = Path.Combine(bed.Data, "admin.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(bed.Data, "fabric.db")));

        string former = bed.Admin.DefaultRequestHeaders.Authorization!.Parameter!;
        File.Delete(path);
        await bed.RestartAsync();
        await bed.DoAsync(HttpMethod.Get, "/api/v1/switches");
        bed.Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", former);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bed.AskAsync(HttpMethod.Get, "/api/v1/switches")).Status);
    }
}
