using System.Text.Json;
using Musubi.Api;
using Musubi.Controller.Accounts;
using Musubi.Controller.Counting;
using Musubi.Controller.Trust;
using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Controller.Rest;

/// <summary>The routes for accounts, and for signing in with one.</summary>
internal static class AccountRoutes
{
    private const string Password = "password";

    public static void MapAccountApi(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiGate.SessionsPath, SignInAsync).WithTags("accounts").WithSummary("Sign in with an account: begin a session").Produces<SessionResource>(StatusCodes.Status201Created);
        RouteGroupBuilder group = routes.MapGroup(ApiGate.AccountsPath).WithTags("accounts");
        group.MapGet("", (AccountBook accounts, IInventoryService inventory) => List(accounts, inventory)).WithSummary("List accounts").Produces<ListResource<AccountResource>>();
        group.MapPost("", CreateAsync).WithSummary("Make an account").Produces<AccountResource>(StatusCodes.Status201Created);
        group.MapPatch("/{account}", ChangeAsync).WithSummary("Change an account's password or role").Produces<AccountResource>();
        group.MapDelete("/{account}", RemoveAsync).WithSummary("Remove an account").Produces<AccountResource>();
    }

    private static async Task<IResult> SignInAsync(AccountBook accounts, SessionTickets tickets, ControllerCounters counters, HttpContext context)
    {
        (FormReader? form, IResult? error) = await ReadAsync(context, ["account", Password]).ConfigureAwait(false);
        if (form is null)
        {
            return error!;
        }

        (string name, string password) = (form.Require("account"), form.Require(Password));
        if (form.Errors.Count > 0)
        {
            return ApiResults.Error(StatusCodes.Status400BadRequest, [.. form.Errors]);
        }

        (Account? account, SignInRefusal refusal) = await accounts.SignInAsync(name, password, AddressOf(context), context.RequestAborted).ConfigureAwait(false);
        if (account is null)
        {
            counters.Add(ControllerCounter.SignInsRefused);
            return refusal == SignInRefusal.TooOften
                ? ApiResults.Error(StatusCodes.Status429TooManyRequests, "account", name, "was tried too often; wait a minute")
                : ApiResults.Error(StatusCodes.Status401Unauthorized, "account", name, "name or password is wrong");
        }

        (string ticket, DateTimeOffset end) = tickets.Issue(account);
        return Results.Json(new SessionResource(account.Name, RoleWords.Of(account.Role), ticket, end), statusCode: StatusCodes.Status201Created);
    }

    private static IResult List(AccountBook accounts, IInventoryService inventory)
    {
        AccountResource[] items = [.. accounts.All.Select(AccountResource.From)];
        return Results.Ok(new ListResource<AccountResource>(inventory.Current.Revision, items.Length, [.. items]));
    }

    private static async Task<IResult> CreateAsync(AccountBook accounts, HttpContext context)
    {
        (FormReader? form, IResult? error) = await ReadAsync(context, ["name", Password, "role"]).ConfigureAwait(false);
        if (form is null)
        {
            return error!;
        }

        (string name, string password, ApiRole? role) = (form.Require("name"), form.Require(Password), ReadRole(form, required: true));
        return form.Errors.Count > 0
            ? ApiResults.Error(StatusCodes.Status400BadRequest, [.. form.Errors])
            : Answer(await accounts.CreateAsync(name, password, role!.Value, context.FindCaller()!, context.RequestAborted).ConfigureAwait(false), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(string account, AccountBook accounts, HttpContext context)
    {
        (FormReader? form, IResult? error) = await ReadAsync(context, [Password, "role"]).ConfigureAwait(false);
        if (form is null)
        {
            return error!;
        }

        (string? password, ApiRole? role) = (form.Find(Password), ReadRole(form, required: false));
        if (password is null && role is null && form.Errors.Count == 0)
        {
            form.Errors.Add(new ValidationError("body", "", "must give a password, a role, or both"));
        }

        return form.Errors.Count > 0
            ? ApiResults.Error(StatusCodes.Status400BadRequest, [.. form.Errors])
            : Answer(await accounts.ChangeAsync(account, password, role, context.FindCaller()!, context.RequestAborted).ConfigureAwait(false), StatusCodes.Status200OK);
    }

    private static async Task<IResult> RemoveAsync(string account, AccountBook accounts, HttpContext context) =>
        Answer(await accounts.RemoveAsync(account, context.FindCaller()!, context.RequestAborted).ConfigureAwait(false), StatusCodes.Status200OK);

    private static IResult Answer(AccountOutcome outcome, int status) => outcome.Outcome == EditOutcome.Done
        ? Results.Json(AccountResource.From(outcome.Account!), statusCode: status)
        : ApiResults.Error(ApiResults.StatusOf(outcome.Outcome), [.. outcome.Errors]);

    private static ApiRole? ReadRole(FormReader form, bool required)
    {
        string? word = required ? form.Require("role") : form.Find("role");
        ApiRole? role = RoleWords.Read(word);
        if (!string.IsNullOrEmpty(word) && role is null)
        {
            form.Errors.Add(new ValidationError("role", ShownValue.Of(word), RoleWords.Rule));
        }

        return role;
    }

    private static async Task<(FormReader? Form, IResult? Error)> ReadAsync(HttpContext context, string[] known)
    {
        (JsonElement body, IResult? error) = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        return error is null ? (new FormReader(body, known, Password), null) : (null, error);
    }

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
