using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Sharing;

/// <summary>Rules as files: every member exports, managers import.</summary>
internal static class SharingEndpoints
{
    /// <summary>Bytes that a file may have.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    private static readonly JsonDocumentOptions _json = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/export", Export)
            .WithSummary(
                "Rules as a file: to share (people and addresses are blank unless includePrivate=true), or with form=original as gifts, keywords, like_thresholds and automation_scripts"
            );
        api.MapPost("/import", Import)
            .Accepts<JsonObject>("application/json")
            .RequirePermission(Permissions.RulesEdit)
            .WithSummary(
                "Takes a file of either form: all of it, or what is valid with skipInvalid=true. A rule that is there already is replaced, or onConflict=skip or copy. One that the same accounts have from elsewhere is named under elsewhere, and left out with onElsewhere=leaveOut: both would fire. Without accountId the rules are shared by all accounts. dryRun=true says what it would do, and does nothing"
            );
    }

    private static async Task<Results<Ok<JsonObject>, ValidationProblem, NotFound>> Export(
        Guid? accountId,
        string? ids,
        string? form,
        bool? includePrivate,
        ClaimsPrincipal user,
        RuleStore rules,
        CancellationToken cancellation
    )
    {
        var wanted = new HashSet<Guid>();
        foreach (
            var id in (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
            if (Guid.TryParse(id, out var known))
                wanted.Add(known);
            else
                return RuleAnswer.Fault(
                    "ids",
                    $"must be ids of rules with commas between them; {id[..Math.Min(id.Length, 40)]} is none."
                );
        if (form is not (null or "shared" or "original"))
            return RuleAnswer.Fault("form", "must be shared or original.");
        var all = await rules.ListAsync(user.WorkspaceId(), null, cancellation);
        var chosen = all.Where(rule => accountId is null || rule.AccountId == accountId || rule.AccountId is null)
            .Where(rule => ids is null || wanted.Contains(rule.Id))
            .ToArray();
        if (ids is not null && chosen.Length < wanted.Count)
            return TypedResults.NotFound();
        return TypedResults.Ok(
            form == "original"
                ? OriginalExport.Write(chosen)
                : SharedFile.Write(all, chosen, includePrivate ?? false, accountId)
        );
    }

    private static async Task<Results<Ok<ImportReport>, ValidationProblem>> Import(
        Guid? accountId,
        bool? skipInvalid,
        string? onConflict,
        string? onElsewhere,
        bool? dryRun,
        HttpRequest request,
        ClaimsPrincipal user,
        RuleImporter importer,
        CancellationToken cancellation
    )
    {
        if (accountId == Guid.Empty)
            return RuleAnswer.Fault(
                "accountId",
                "must be an account's id, or left out for rules that all accounts share."
            );
        if (!TryParse(onConflict, out var conflict))
            return RuleAnswer.Fault("onConflict", "must be replace, skip or copy.");
        if (onElsewhere is not (null or "take" or "leaveOut"))
            return RuleAnswer.Fault("onElsewhere", "must be take or leaveOut.");
        var file = await ReadAsync(request, cancellation);
        if (file.Faults.Count > 0 && !(skipInvalid == true && file.Drafts.Count > 0))
            return RuleAnswer.Faults(file.Faults, "The file cannot be taken as it is");
        var report = await importer.ImportAsync(
            user.WorkspaceId(),
            accountId,
            file.Drafts,
            conflict,
            onElsewhere == "leaveOut" ? OnElsewhere.LeaveOut : OnElsewhere.Take,
            Author.Of(user),
            dryRun ?? false,
            cancellation
        );
        return TypedResults.Ok(report with { LeftOut = file.Faults });
    }

    public static bool TryParse(string? onConflict, out OnConflict conflict)
    {
        conflict = OnConflict.Replace;
        return onConflict is null
            || (Enum.TryParse(onConflict, ignoreCase: true, out conflict) && char.IsAsciiLetter(onConflict[0]));
    }

    private static async Task<ReadFile> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellation)) > 0; )
        {
            if (bytes.Length + read > MaxBytes)
                return ReadFile.Bad("file", "is larger than 2 MiB.");
            await bytes.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    /// <summary>Reads a file of any form that is known here.</summary>
    public static ReadFile Read(ReadOnlyMemory<byte> bytes)
    {
        // Editors of Windows begin a file with a mark of its encoding.
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        try
        {
            using var document = JsonDocument.Parse(bytes, _json);
            return Read(document.RootElement);
        }
        catch (JsonException error)
        {
            return ReadFile.Bad("file", Explain(error));
        }
    }

    private static ReadFile Read(JsonElement file)
    {
        if (file.ValueKind != JsonValueKind.Object)
            return ReadFile.Bad("file", "must be an object.");
        var texts = new RuleFaults();
        JsonTexts.Check(file, texts);
        if (texts.Any)
            return new ReadFile([], texts.ToDictionary());
        var read =
            SharedFile.IsOne(file) ? SharedFile.Read(file)
            : OriginalFile.IsOne(file) ? OriginalFile.Read(file)
            : ReadFile.Bad(
                "file",
                $"is of no form that is known here: {SharedFile.Format}, or with {string.Join(", ", OriginalEntry.Forms)}."
            );
        if (read.Drafts.Count > ReadFile.MaxRules)
            return ReadFile.Bad("file", $"holds more than {ReadFile.MaxRules} rules.");
        return read.Drafts.Count > 0 || read.Faults.Count > 0 ? read : ReadFile.Bad("file", "holds no rule.");
    }

    private static string Explain(JsonException error) =>
        error.Message.Contains("maximum configured depth", StringComparison.Ordinal)
            ? $"is nested more than {_json.MaxDepth} levels deep."
        : error.Message.Contains("uplicate", StringComparison.Ordinal) ? $"names something twice: {error.Message}"
        : FormattableString.Invariant(
            $"cannot be read: it is no JSON in line {error.LineNumber + 1}, at {error.BytePositionInLine + 1}."
        );
}
