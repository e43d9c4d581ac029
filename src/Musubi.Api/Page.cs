using Microsoft.AspNetCore.Http;
using Musubi.Model;
using Musubi.Model.Resources;

namespace Musubi.Api;

/// <summary>Which part of a list is wanted.</summary>
internal sealed class Page
{
    /// <summary>Items in one answer, at most and by default.</summary>
    public const int MaxItems = 10_000;

    private readonly QueryValues _query;
    private readonly int _limit;
    private readonly int _offset;

    public Page(QueryValues query, string? limit, string? offset)
    {
        _query = query;
        _limit = (int)(query.Number("limit", limit, 1, MaxItems) ?? MaxItems);
        _offset = (int)(query.Number("offset", offset, 0, int.MaxValue) ?? 0);
    }

    /// <summary>The list, or what is wrong with the query.</summary>
    public IResult Answer<TSource, TItem>(long revision, IEnumerable<TSource> matches, Func<TSource, TItem> show)
    {
        ValueList<Model.Validation.ValidationError> errors = _query.Errors;
        if (errors.Count > 0)
        {
            return ApiResults.Error(StatusCodes.Status400BadRequest, errors);
        }

        TSource[] all = [.. matches];
        return Results.Json(new ListResource<TItem>(revision, all.Length, [.. all.Skip(_offset).Take(_limit).Select(show)]));
    }
}
