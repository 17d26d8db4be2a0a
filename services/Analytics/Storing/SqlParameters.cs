using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Storing;

/// <summary>Positional parameters with their types named, so that a prepared command keeps its plan.</summary>
internal static class SqlParameters
{
    public static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection parameters, T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return parameters;
    }

    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection parameters, DateTimeOffset value) =>
        parameters.With(value.UtcDateTime);

    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection parameters, DateTimeOffset? value)
    {
        parameters.Add(
            new() { Value = (object?)value?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        return parameters;
    }

    public static NpgsqlParameterCollection With(
        this NpgsqlParameterCollection parameters,
        object? value,
        NpgsqlDbType type
    )
    {
        parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return parameters;
    }
}
