using System.Globalization;
using Google.Protobuf;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Webcast;

/// <summary>The rarer messages: battles, treasure boxes, questions and goals.</summary>
internal static class HostMessages
{
    public static RoomMessage Encode(RoomEvent what, MessageHead head, EncodingChoices choices) =>
        what switch
        {
            GloveUsed glove => Glove(glove, head, choices),
            BattleTaskShown task => Task(task, head, choices),
            EnvelopeDropped envelope => Box(envelope, head, choices),
            QuestionAsked question => Question(question, head, choices),
            GoalMoved goal => Goal(goal, head, choices),
            _ => throw new InvalidOperationException($"No message is defined for {what.GetType().Name}."),
        };

    private static RoomMessage Glove(GloveUsed glove, MessageHead head, EncodingChoices choices)
    {
        const string Method = "WebcastLinkMicBattleItemCard";
        var anchor = glove.AnchorId ?? head.OwnerId;
        var message = new BattleItemCardMessage
        {
            Common = MessageEncoder.CommonOf(Method, head, choices),
            BattleId = head.RoomId + 1,
            MsgType = glove.Vault ? 12 : 2,
        };
        if (glove.Vault)
        {
            message.UseVaultGloveCard = new BattleItemCardMessage.Types.VaultGlove
            {
                AnchorId = anchor,
                CardInfo = new BattleItemCardMessage.Types.VaultGloveInfo { Multiple = glove.Multiplier },
            };
        }
        else
        {
            message.UseCriticalStrikeCard = new BattleItemCardMessage.Types.CriticalStrike
            {
                AnchorId = anchor,
                CardInfo = new BattleItemCardMessage.Types.CriticalStrikeInfo
                {
                    CardNameKey = "pm_mt_boost_crit_name",
                    SendTimeSec = head.Now.ToUnixTimeSeconds(),
                    EffectLastDuration = glove.DurationSeconds,
                    CriticalStrikeRateLow = 20,
                    CriticalStrikeRateHigh = 30,
                    Multiple = glove.Multiplier,
                    EffectTimeSec = head.Now.ToUnixTimeSeconds() + 3,
                    ToAnchorId = anchor,
                },
            };
        }
        return MessageEncoder.Message(EventKind.BattleItemCard, Method, message.ToByteArray(), head);
    }

    private static RoomMessage Task(BattleTaskShown task, MessageHead head, EncodingChoices choices)
    {
        const string Method = "WebcastLinkmicBattleTaskMessage";
        var message = new BattleTaskMessage
        {
            Common = MessageEncoder.CommonOf(Method, head, choices),
            BattleId = head.RoomId + 1,
            TaskMessageType = task.Phase,
        };
        if (task.Phase == 0)
        {
            message.Start = new BattleTaskMessage.Types.Start
            {
                Config = new BattleTaskMessage.Types.Config
                {
                    RewardConfig = new BattleTaskMessage.Types.Reward
                    {
                        Duration = task.DurationSeconds,
                        RewardMultiple = task.Multiplier,
                    },
                },
            };
        }
        return MessageEncoder.Message(EventKind.BattleTask, Method, message.ToByteArray(), head);
    }

    private static RoomMessage Box(EnvelopeDropped envelope, MessageHead head, EncodingChoices choices)
    {
        const string Method = "WebcastEnvelopeMessage";
        var message = new EnvelopeMessage
        {
            Common = MessageEncoder.CommonOf(Method, head, choices),
            Display = envelope.Shown ? 1 : 2,
            EnvelopeInfo = new EnvelopeMessage.Types.Info
            {
                EnvelopeId = envelope.EnvelopeId,
                BusinessType = 1,
                SendUserName = envelope.Viewer.Nickname,
                SendUserId = envelope.Viewer.Id.ToString(CultureInfo.InvariantCulture),
                DiamondCount = envelope.Coins,
                PeopleCount = envelope.People,
                UnpackAt = head.Now.ToUnixTimeSeconds() + 60,
            },
        };
        return MessageEncoder.Message(EventKind.Envelope, Method, message.ToByteArray(), head, envelope.Viewer);
    }

    private static RoomMessage Question(QuestionAsked question, MessageHead head, EncodingChoices choices)
    {
        const string Method = "WebcastQuestionNewMessage";
        var message = new QuestionMessage
        {
            Common = MessageEncoder.CommonOf(Method, head, choices),
            Data = new QuestionMessage.Types.Data
            {
                QuestionId = head.MsgId,
                Content = question.Text,
                CreateTime = head.Now.ToUnixTimeMilliseconds(),
                User = User.Parser.ParseFrom(question.Viewer.Encoded(choices.RealisticSize)),
            },
        };
        return MessageEncoder.Message(EventKind.Question, Method, message.ToByteArray(), head, question.Viewer);
    }

    private static RoomMessage Goal(GoalMoved goal, MessageHead head, EncodingChoices choices)
    {
        const string Method = "WebcastGoalUpdateMessage";
        var message = new GoalUpdateMessage
        {
            Common = MessageEncoder.CommonOf(Method, head, choices),
            ContributorId = goal.Viewer.Id,
            ContributorDisplayId = goal.Viewer.Handle,
            ContributeCount = 1,
            Goal = new GoalUpdateMessage.Types.Goal
            {
                Id = head.RoomId + 2,
                Type = 1,
                Status = 1,
                Description = goal.Description,
                SubGoals =
                {
                    new GoalUpdateMessage.Types.SubGoal
                    {
                        Type = 1,
                        Id = head.RoomId + 3,
                        Progress = goal.Progress,
                        Target = goal.Target,
                    },
                },
            },
        };
        return MessageEncoder.Message(EventKind.Goal, Method, message.ToByteArray(), head, goal.Viewer);
    }
}
