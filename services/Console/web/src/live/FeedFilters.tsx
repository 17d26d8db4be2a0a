import { Chip, Group, NumberInput, TextInput, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconGift, IconHighlight, IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useAddressChange } from '../parts/useAddressChange'
import { feedGroups, type FeedFilter, type FeedGroup } from './feed'

const groups = Object.keys(feedGroups) as FeedGroup[]

/** Names of the filter's parts in the address. */
const names = ['types', 'user', 'gift', 'coins', 'mark'] as const

/** The feed's filter as the address says it. */
export function filterOf(search: URLSearchParams): FeedFilter {
  const types = (search.get('types') ?? '').split(',')
  const coins = Number(search.get('coins') ?? 0)
  return {
    groups: groups.filter((group) => types.includes(group)),
    user: search.get('user') ?? '',
    gift: search.get('gift') ?? '',
    coins: Number.isFinite(coins) && coins > 0 ? coins : 0,
  }
}

/** Chooses what the feed shows and which words it highlights. */
export function FeedFilters() {
  const { t } = useTranslation('live')
  const [search] = useSearchParams()
  const { groups: chosen, user, gift, coins } = filterOf(search)
  const mark = search.get('mark') ?? ''
  const said = names.some((name) => search.get(name))
  const [open, { toggle }] = useDisclosure(gift !== '' || coins !== 0 || mark !== '')
  const change = useAddressChange()

  return (
    <>
      <Group gap="xs" mb="sm">
        <Chip.Group
          multiple
          value={chosen as string[]}
          onChange={(value) => change({ types: value.join(',') })}
        >
          {groups.map((group) => (
            <Chip key={group} value={group} size="xs" variant="light">
              {t(`feed.groups.${group}`)}
            </Chip>
          ))}
        </Chip.Group>
        <TextInput
          size="xs"
          className="feed-search"
          placeholder={t('feed.viewer')}
          aria-label={t('feed.onlyViewer')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={user}
          onChange={(event) => change({ user: event.currentTarget.value })}
        />
        <UnstyledButton className="feed-more" onClick={toggle} aria-expanded={open}>
          <IconAdjustmentsHorizontal size={16} aria-hidden /> {t('feed.more')}
        </UnstyledButton>
        {said && (
          <UnstyledButton
            className="feed-more"
            onClick={() => change({ types: '', user: '', gift: '', coins: '', mark: '' })}
          >
            {t('feed.clear')}
          </UnstyledButton>
        )}
      </Group>
      {open && (
        <Group gap="xs" mb="sm">
          <TextInput
            size="xs"
            className="feed-search"
            placeholder={t('feed.gift')}
            aria-label={t('feed.onlyGift')}
            leftSection={<IconGift size={14} aria-hidden />}
            value={gift}
            onChange={(event) => change({ gift: event.currentTarget.value })}
          />
          <NumberInput
            size="xs"
            w={120}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            placeholder={t('feed.coins')}
            aria-label={t('feed.leastCoins')}
            value={coins || ''}
            onChange={(value) => change({ coins: value === '' || value === 0 ? '' : String(value) })}
          />
          <TextInput
            size="xs"
            flex="1 1 180px"
            placeholder={t('feed.mark')}
            aria-label={t('feed.mark')}
            title={t('feed.markHint')}
            leftSection={<IconHighlight size={14} aria-hidden />}
            value={mark}
            onChange={(event) => change({ mark: event.currentTarget.value })}
          />
        </Group>
      )}
    </>
  )
}
