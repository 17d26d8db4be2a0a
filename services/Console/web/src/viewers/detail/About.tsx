import { Badge, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { WholeProfile } from '../../api/viewers'
import { useFormat } from '../../words/useFormat'
import classes from './Detail.module.css'

/** What the team and TikTok say of a person. Only what is known is shown. */
export function About({ viewer }: { viewer: WholeProfile }) {
  const { t, i18n } = useTranslation('viewers')
  const format = useFormat()
  const named = (type: 'region' | 'language', code: string) => {
    try {
      return new Intl.DisplayNames(i18n.language, { type }).of(code) ?? code
    } catch {
      return code
    }
  }
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long', timeZone: 'UTC' })
  const facts: [string, string | null | undefined][] = [
    [
      t('fields.birthday'),
      viewer.birthday &&
        t('birthdayAge', {
          date: day.format(new Date(`${viewer.birthday}T00:00:00Z`)),
          age: viewer.age ?? '?',
        }),
    ],
    [t('fields.gender'), viewer.gender],
    [t('fields.country'), viewer.country && named('region', viewer.country)],
    [t('fields.language'), viewer.language && named('language', viewer.language)],
    [t('fields.discordUsername'), viewer.discordUsername],
    [t('fields.ttsVoice'), viewer.ttsVoice],
    [t('fields.verified'), viewer.verified ? t('yes') : null],
    [t('fields.followerCount'), number(viewer.followerCount)],
    [t('fields.followingCount'), number(viewer.followingCount)],
    [t('vipSince'), viewer.vipSince && format.date(viewer.vipSince)],
  ]
  function number(value: number | null | undefined) {
    return value === null || value === undefined ? null : format.whole(value)
  }
  const known = facts.filter(([, value]) => value)
  if (known.length === 0 && !viewer.bio && !viewer.notes && viewer.tags.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('aboutNothing')}
      </Text>
    )
  return (
    <>
      {viewer.tags.length > 0 && (
        <Group gap={6} mb="sm">
          {viewer.tags.map((tag) => (
            <Badge key={tag} variant="default" tt="none" maw="100%">
              <bdi>{tag}</bdi>
            </Badge>
          ))}
        </Group>
      )}
      {viewer.notes && <div className={classes.notes}>{viewer.notes}</div>}
      {viewer.bio && (
        <Text size="sm" className={classes.text} mb="sm">
          {viewer.bio}
        </Text>
      )}
      <dl className={classes.facts}>
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="breakable">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
