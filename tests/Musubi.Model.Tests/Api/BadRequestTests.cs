using System.Net;

namespace Musubi.Model.Tests.Api;

public sealed class BadRequestTests
{
    [Theory]
    [InlineData("PATCH", "switches/dvs", """{"mtu": 9000}""")]
    [InlineData("PATCH", "portgroups/web", "{}")]
    [InlineData("PATCH", "hosts/h1", "{}")]
    [InlineData("PUT", "switches/dvs/hosts/h1", "{}")]
    [InlineData("DELETE", "switches/dvs", null)]
    [InlineData("DELETE", "portgroups/web", null)]
    [InlineData("DELETE", "hosts/h3", null)]
    [InlineData("DELETE", "switches/dvs/hosts/h1", null)]
    public async Task A_change_must_name_the_revision_it_is_based_on(string method, string path, string? body)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Contains("revision", await server.FailAsync(HttpStatusCode.BadRequest, method, path, body));
    }

    [Fact]
    public async Task A_stale_revision_is_a_conflict_wherever_it_is_given()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Equal(["revision"], await server.FailAsync(HttpStatusCode.Conflict, "PATCH", "switches/dvs", """{"revision": 1, "mtu": 9000}"""));
        Assert.Equal(["revision"], await server.FailAsync(HttpStatusCode.Conflict, "PATCH", "switches/dvs", """{"mtu": 9000}""", ifMatch: "\"1\""));
        Assert.Equal(["revision"], await server.FailAsync(HttpStatusCode.Conflict, "DELETE", "portgroups/web?revision=1"));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("\"x\"")]
    public async Task An_odd_If_Match_is_refused(string header)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Equal(["If-Match"], await server.FailAsync(HttpStatusCode.BadRequest, "DELETE", "portgroups/web", ifMatch: header));
    }

    [Fact]
    public async Task Revisions_that_disagree_are_refused()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Equal(["revision"], await server.FailAsync(HttpStatusCode.BadRequest, "PATCH", "switches/dvs", """{"revision": 7}""", ifMatch: "\"8\""));
    }

    [Fact]
    public async Task Errors_of_form_and_of_rules_come_together()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Equal(["color", "name", "mtu", "policy.vlan"], await server.FailAsync(
            HttpStatusCode.BadRequest, "POST", "switches", """{"name": "a/b", "mtu": 5, "color": "red", "policy": {"vlan": "4096"}}"""));
    }

    [Theory]
    [InlineData("switches?colour=red", "query colour")]
    [InlineData("switches/dvs?name=x", "query name")]
    [InlineData("ports?connected=maybe", "connected")]
    [InlineData("ports?limit=0", "limit")]
    [InlineData("ports?limit=1&limit=2", "query limit")]
    [InlineData("ports?number=x", "number")]
    [InlineData("events?severity=bad", "severity")]
    [InlineData("watch?from=99999", "from")]
    public async Task Query_parameters_that_are_unknown_or_wrong_are_named(string path, string field)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Equal([field], await server.FailAsync(HttpStatusCode.BadRequest, "GET", path));
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("{\"name\": \"a\"} x", "body")]
    [InlineData("// a comment", "body")]
    [InlineData("[]", "")]
    [InlineData("{\"name\": \"a\\ud800b\"}", "body")]
    [InlineData("{\"a\\udc00\": 1}", "body")]
    public async Task A_body_that_is_not_a_JSON_object_is_refused(string body, string field)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Contains(field, await server.FailAsync(HttpStatusCode.BadRequest, "POST", "switches", body));
    }

    [Fact]
    public async Task Depth_and_size_of_a_body_are_bounded()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string deep = new string('[', 40) + new string(']', 40);
        string long1 = $$"""{"name": "{{new string('x', 2 << 20)}}"}""";

        Assert.Equal(["body"], await server.FailAsync(HttpStatusCode.BadRequest, "POST", "switches", deep));
        Assert.Equal(["body"], await server.FailAsync(HttpStatusCode.RequestEntityTooLarge, "POST", "switches", long1));
    }

    [Fact]
    public async Task Unknown_routes_methods_and_content_types_answer_in_the_envelope()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Equal(["route"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "routers"));
        Assert.Equal(["route"], await server.FailAsync(HttpStatusCode.NotFound, "PUT", "switches", "{}"));
        Assert.Single(await server.FailAsync(HttpStatusCode.NotFound, "POST", "switches", "name=x", contentType: "application/x-www-form-urlencoded"));
        Assert.Equal(["switch"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "switches/none"));
        Assert.Equal(["port"], await server.FailAsync(HttpStatusCode.NotFound, "PATCH", "ports/5", "{}", ifMatch: "*"));
    }

    [Fact]
    public async Task A_refused_host_is_unprocessable_with_the_reason()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.SendAsync("PATCH", "hosts/h3", """{"entitled": false}""", ifMatch: "*");
        Assert.Equal(["host"], await server.FailAsync(HttpStatusCode.UnprocessableEntity, "POST", "switches/dvs/hosts", """{"host": "h3"}"""));
    }

    [Fact]
    public async Task Nobody_is_refused()
    {
        await using ApiServer server = await ApiServer.StartAsync(namesCaller: false);
        Assert.Equal(["Authorization"], await server.FailAsync(HttpStatusCode.Unauthorized, "GET", "switches"));
    }

    [Fact]
    public async Task An_inventory_that_cannot_be_stored_is_unavailable()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Inventory.IsUnavailable = true;
        Assert.Equal(["inventory"], await server.FailAsync(HttpStatusCode.ServiceUnavailable, "POST", "switches", """{"name": "x"}"""));
    }
}
