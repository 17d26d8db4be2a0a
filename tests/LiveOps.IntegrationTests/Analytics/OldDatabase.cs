using Microsoft.Data.Sqlite;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>SQLite databases as the programs before LiveOps write them (REQUIREMENTS LG-089..097, VP-059..072).</summary>
internal static class OldDatabase
{
    public const string LiveGames = """
        create table accounts (id integer primary key, username text, display_name text, arduino_port text, status text, created_at text);
        create table arduino_devices (id integer primary key, account_id integer references accounts, device_name text, device_type text, pin_number integer, trigger_duration integer, status text);
        create table live_sessions (id integer primary key, account_id integer references accounts, session_name text, start_time text, end_time text, total_coins integer, total_gifts integer, status text);
        create table gift_logs (id integer primary key, session_id integer, username text, gift_name text, gift_value integer, timestamp text, action_triggered text);
        create table user_leaderboard (id integer primary key, session_id integer, username text, total_coins integer, gift_count integer, rank_position integer);
        create table comment_logs (id integer primary key, session_id integer, username text, comment_text text, keyword_matched text, timestamp text, action_triggered text);
        create table like_tracking (id integer primary key, session_id integer, current_like_count integer, like_threshold integer, last_trigger_count integer, next_threshold integer, timestamp text);
        create table keyword_actions (id integer primary key, account_id integer, keyword text, match_type text, action_type text, device_target text, cooldown_seconds integer, is_active integer, created_at text);
        create table automation_scripts (id integer primary key, account_id integer, script_name text, trigger_type text, trigger_condition text, trigger_value text, action_sequence text, is_active integer, created_at text);
        insert into accounts values (1, '@Shop', 'The Shop', 'COM3', 'active', '2024-01-01 00:00:00');
        insert into arduino_devices values (1, 1, 'Fan', 'fan', 7, 500, 'active');
        insert into keyword_actions values (1, 1, 'go', 'exact', 'fan', 'Fan', 5, 1, '2024-01-01 00:00:00');
        insert into live_sessions values (1, 1, 'Friday', '2024-03-01 18:00:00', '2024-03-01 20:00:00', 35, 3, 'ended');
        insert into gift_logs values
            (1, 1, 'anna', 'Rose', 1, '2024-03-01 18:01:00', 'Fan ON'),
            (2, 1, 'anna', 'Rose', 1, '2024-03-01T18:02:00Z', null),
            (3, 1, 'berta', '=Lion''; drop table analytics.viewers; --', 33, '2024-03-01 18:03:00', null),
            (4, 1, 'berta', 'Bad', -5, '2024-03-01 18:03:00', null),
            (5, 9, 'nobody', 'Rose', 1, '2024-03-01 18:03:00', null),
            (6, 1, 'clara', 'Rose', 1, 'yesterday', null);
        insert into comment_logs values
            (1, 1, 'clara', 'hello ''); delete from analytics.events; --', null, '2024-03-01 18:01:30', null),
            (2, 1, '', 'no name', null, '2024-03-01 18:01:30', null);
        insert into like_tracking values (1, 1, 120, 100, 100, 200, '2024-03-01 18:10:00'), (2, 1, 480, 100, 400, 500, '2024-03-01 18:20:00');
        insert into user_leaderboard values (1, 1, 'anna', 2, 2, 2), (2, 1, 'berta', 33, 1, 1);
        """;

    public const string Profiles = """
        create table viewer_profiles (id integer primary key autoincrement, tiktok_username text unique, tiktok_user_id text, display_name text, profile_picture_url text,
            bio text, age integer, gender text, country text, language text, verified integer, follower_count integer, following_count integer,
            first_seen_at text, last_seen_at text, total_visits integer, total_watchtime_seconds integer, total_coins_spent integer, total_gifts_sent integer,
            total_comments integer, total_likes integer, total_shares integer, tts_voice text, discord_username text, birthday text, notes text, tags text,
            is_vip integer, vip_since text, vip_tier text, loyalty_points integer, is_blocked integer, is_favorite integer, is_moderator integer, created_at text, updated_at text);
        create table viewer_gift_history (id integer primary key autoincrement, viewer_id integer, gift_id integer, gift_name text, gift_coins integer, gift_diamond_count integer, quantity integer, streak_count integer, timestamp text);
        create table viewer_sessions (id integer primary key autoincrement, viewer_id integer, joined_at text, left_at text, duration_seconds integer, stream_id text);
        create table viewer_interactions (id integer primary key autoincrement, viewer_id integer, interaction_type text, content text, timestamp text);
        create table viewer_activity_heatmap (id integer primary key autoincrement, viewer_id integer, hour_of_day integer, day_of_week integer, activity_count integer, total_coins_in_hour integer);
        create table vip_tier_config (id integer primary key autoincrement, tier_name text unique, min_coins_spent integer, min_watchtime_hours integer, min_visits integer, benefits text, badge_color text, sort_order integer);
        insert into viewer_profiles (id, tiktok_username, tiktok_user_id, display_name, first_seen_at, last_seen_at, total_visits, total_watchtime_seconds,
            total_coins_spent, total_gifts_sent, total_comments, total_likes, total_shares, birthday, notes, tags, is_vip, vip_since, vip_tier, loyalty_points, is_favorite) values
            (1, 'anna_01', '6800000000000000001', 'Anna', '2024-03-01 18:00:00', '2024-03-05 20:00:00', 4, 600, 40, 20, 0, 3, 1, '1990-02-28', 'likes cats', '["cat","regular, daily","caf\u00e9"]', 1, '2024-03-02 10:00:00', 'Gold', 7, 1),
            (2, 'Anna', '6800000000000000001', 'Anna', '2024-02-01 18:00:00', '2024-03-04 20:00:00', 1, 60, 0, 0, 5, 0, 0, null, null, null, 0, null, null, 0, 0),
            (3, 'berta', null, 'Berta', '2024-03-01 18:00:00', '2024-03-01 19:00:00', 2, 30, 100, 1, 2, 1, 0, 'soon', '=1+1', '', 0, null, null, 3, 0);
        insert into viewer_gift_history (id, viewer_id, gift_id, gift_name, gift_coins, gift_diamond_count, quantity, timestamp) values
            (1, 1, 5655, 'Rose', 40, 1, 20, '2024-03-01T18:05:00.000Z'), (2, 3, 1, 'Lion', 100, 50, 1, '2024-03-01 18:06:00'), (3, 99, 1, 'Lion', 100, 50, 1, '2024-03-01 18:06:00');
        insert into viewer_sessions (id, viewer_id, joined_at, left_at) values
            (1, 1, '2024-03-01 18:00:00', '2024-03-01 18:10:00'), (2, 1, '2024-03-05 19:00:00', '2024-03-05 20:00:00'), (3, 3, '2024-03-01 18:00:00', null);
        insert into viewer_interactions (id, viewer_id, interaction_type, content, timestamp) values
            (1, 2, 'comment', null, '2024-03-01 18:00:01'), (2, 1, 'gift', null, '2024-03-01 18:00:01'), (3, 3, 'wave', 'x', '2024-03-01 18:00:02');
        insert into viewer_activity_heatmap (viewer_id, hour_of_day, day_of_week, activity_count, total_coins_in_hour) values (1, 18, 5, 10, 40), (1, 0, 0, 2, 0), (3, 25, 0, 1, 0);
        insert into vip_tier_config (tier_name, min_coins_spent, min_watchtime_hours, min_visits) values ('Bronze', 500, 1, 2), ('Wooden', 1, 1, 1);
        """;

    /// <summary>The bytes of a database that the statements make.</summary>
    public static async Task<byte[]> MakeAsync(params string[] statements)
    {
        var path = Path.Combine(Path.GetTempPath(), $"liveops-test-{Guid.NewGuid():N}.db");
        try
        {
            await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
            {
                await connection.OpenAsync();
                foreach (var statement in statements)
                {
                    await using var command = new SqliteCommand(statement, connection);
                    await command.ExecuteNonQueryAsync();
                }
            }
            return await File.ReadAllBytesAsync(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
