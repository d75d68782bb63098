using FraudWatch.Detection.Decisions;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// What people decide. Each call is one transaction in the database's own functions: the change, the record of who (the
/// session's user, never a parameter), when and why, and the outbox rows for fraud-actions and fraud-decisions.
/// </summary>
public sealed class ReviewStore(FraudWatchDatabase database)
{
    /// <summary>Decides about a flag or puts it aside; a dismissal also releases the holds that policy placed for it.</summary>
    /// <exception cref="ReviewRefusedException">See <see cref="ReviewRefusal"/>.</exception>
    public Task<Guid> ReviewFlagAsync(Guid flagId, FlagStatus decision, string reason, CancellationToken cancellation) =>
        ReviewFlagAsync(flagId, decision, reason, version: null, cancellation);

    /// <summary>
    /// As the other, about the version that was seen: refused when somebody decided since, or when an account accused in it no longer is.
    /// Without a version only a flag that nobody confirmed or dismissed can be decided.
    /// </summary>
    /// <exception cref="ReviewRefusedException">See <see cref="ReviewRefusal"/>.</exception>
    public Task<Guid> ReviewFlagAsync(Guid flagId, FlagStatus decision, string reason, int? version, CancellationToken cancellation) => CallAsync(
        "SELECT review_flag($1, $2, $3, $4)",
        [new NpgsqlParameter { Value = flagId }, new NpgsqlParameter { Value = Wire.Name(decision) }, new NpgsqlParameter { Value = reason }, Optional.Number(version)],
        cancellation);

    /// <summary>Releases an active hold, whoever placed it.</summary>
    /// <exception cref="ReviewRefusedException">See <see cref="ReviewRefusal"/>.</exception>
    public Task<Guid> ReleaseHoldAsync(Guid holdId, string reason, CancellationToken cancellation) => CallAsync(
        "SELECT release_hold($1, $2)", [new NpgsqlParameter { Value = holdId }, new NpgsqlParameter { Value = reason }], cancellation);

    /// <summary>Places a hold from now on.</summary>
    /// <returns>The hold's id.</returns>
    /// <exception cref="ReviewRefusedException">See <see cref="ReviewRefusal"/>.</exception>
    public Task<Guid> PlaceHoldAsync(HoldRequest request, CancellationToken cancellation) => CallAsync(
        "SELECT place_hold($1, $2, $3, $4, $5, $6)",
        [
            new NpgsqlParameter { Value = request.AccountId },
            new NpgsqlParameter { Value = Wire.Name(request.Scope) },
            new NpgsqlParameter { Value = request.For },
            new NpgsqlParameter { Value = request.Reason },
            Optional.Id(request.FlagId),
            new NpgsqlParameter { Value = request.EvenUnseen },
        ],
        cancellation);

    /// <summary>Gives an active hold a new end, counted from now by the clock that ends it: the detector's for policy's, the wall's for people's.</summary>
    /// <exception cref="ReviewRefusedException">See <see cref="ReviewRefusal"/>.</exception>
    public Task<Guid> RenewHoldAsync(Guid holdId, TimeSpan duration, string reason, CancellationToken cancellation) => CallAsync(
        "SELECT renew_hold($1, $2, $3)",
        [new NpgsqlParameter { Value = holdId }, new NpgsqlParameter { Value = duration }, new NpgsqlParameter { Value = reason }],
        cancellation);

    /// <summary>Takes the last decision about a flag back: its status is what it was before.</summary>
    /// <exception cref="ReviewRefusedException">See <see cref="ReviewRefusal"/>.</exception>
    public Task<Guid> UndoFlagReviewAsync(Guid flagId, string reason, CancellationToken cancellation) =>
        UndoFlagReviewAsync(flagId, reason, version: null, cancellation);

    /// <summary>As the other, and refused when somebody decided since the version that was seen.</summary>
    /// <exception cref="ReviewRefusedException">See <see cref="ReviewRefusal"/>.</exception>
    public Task<Guid> UndoFlagReviewAsync(Guid flagId, string reason, int? version, CancellationToken cancellation) => CallAsync(
        "SELECT undo_flag_review($1, $2, $3)",
        [new NpgsqlParameter { Value = flagId }, new NpgsqlParameter { Value = reason }, Optional.Number(version)],
        cancellation);

    /// <summary>Takes the release of a policy hold back: it stops again for the rest of its time.</summary>
    /// <exception cref="ReviewRefusedException">See <see cref="ReviewRefusal"/>.</exception>
    public Task<Guid> UndoReleaseAsync(Guid holdId, string reason, CancellationToken cancellation) => CallAsync(
        "SELECT undo_release($1, $2)", [new NpgsqlParameter { Value = holdId }, new NpgsqlParameter { Value = reason }], cancellation);

    /// <summary>What people did about a flag and the holds behind it, oldest first.</summary>
    public Task<IReadOnlyList<ReviewAction>> ReadActionsAsync(Guid flagId, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<ReviewAction>>(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    SELECT action_id, action, acted_by, acted_at, reason, hold_id, (after->>'seen_version')::int,
                      ARRAY(SELECT jsonb_array_elements_text(after->'undecided'))
                    FROM review_actions WHERE flag_id = $1 ORDER BY id
                    """,
                    connection)
                {
                    Parameters = { new() { Value = flagId } },
                };
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
                var actions = new List<ReviewAction>();
                while (await reader.ReadAsync(token))
                {
                    actions.Add(new ReviewAction(
                        reader.GetGuid(0),
                        reader.GetString(1),
                        reader.GetString(2),
                        Instants.Read(reader, 3),
                        reader.GetString(4),
                        reader.IsDBNull(5) ? null : reader.GetGuid(5),
                        reader.IsDBNull(6) ? null : reader.GetInt32(6),
                        reader.GetFieldValue<string[]>(7)));
                }

                return actions;
            },
            cancellation);

    /// <summary>The furthest detector's clock, Unix milliseconds; null before any event.</summary>
    public Task<long?> ReadDetectorClockAsync(CancellationToken cancellation) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT max(detector_clock) FROM cells", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            await reader.ReadAsync(token);
            return Instants.ReadOptional(reader, 0);
        },
        cancellation);

    // A function is one statement, and a statement is its own transaction. Not repeated when Postgres goes away: after a
    // lost acknowledgement a repeat would act twice.
    private async Task<Guid> CallAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        try
        {
            await using NpgsqlCommand command = database.Source.CreateCommand(sql);
            command.Parameters.AddRange(parameters);
            return (Guid)(await command.ExecuteScalarAsync(cancellation))!;
        }
        catch (PostgresException e) when (RefusalOf(e.SqlState) is not null)
        {
            throw new ReviewRefusedException(RefusalOf(e.SqlState)!.Value, e.MessageText, e);
        }
    }

    private static ReviewRefusal? RefusalOf(string state) => state switch
    {
        "FW002" => ReviewRefusal.NotFound,
        "FW003" => ReviewRefusal.NotNow,
        "FW004" => ReviewRefusal.BadInput,
        PostgresErrorCodes.InsufficientPrivilege => ReviewRefusal.NotAllowed,
        _ => null,
    };
}
