import { ActionIcon, Badge, Button, Group, Menu, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCopy, IconDots, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { deleteOverlay, replaceOverlayLink, type Overlay } from '../api/overlays'
import { Sure } from '../parts/Sure'
import { partsOf } from './kits'
import classes from './Overlays.module.css'
import { linkKey, overlaysKey, useCopyLink } from './useOverlays'

/** One overlay of the list. */
export function OverlayCard({ overlay, edit }: { overlay: Overlay; edit: boolean }) {
  const { t } = useTranslation('overlays')
  const client = useQueryClient()
  const copy = useCopyLink()
  const [asks, setAsks] = useState<'replace' | 'delete' | null>(null)
  const { overlayId: id, name } = overlay
  const done = (message: string) => {
    notifications.show({ color: 'teal', message })
    void client.invalidateQueries({ queryKey: overlaysKey })
    void client.invalidateQueries({ queryKey: linkKey(id) })
  }
  return (
    <article className={classes.card} aria-label={name}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={650} truncate>
          <bdi>{name}</bdi>
        </Text>
        <Badge color={overlay.open > 0 ? 'teal' : 'gray'} variant="light" style={{ flex: 'none' }}>
          {overlay.open > 0 ? t('shownOn', { count: overlay.open }) : t('notShown')}
        </Badge>
      </Group>
      <Group gap={6}>
        {partsOf(overlay.settings).map((part) => (
          <Badge key={part} variant="outline" color="gray" size="sm" tt="none" c="dimmed">
            {t(`shows.${part}`)}
          </Badge>
        ))}
      </Group>
      <Group gap="xs" mt="auto">
        <Button
          component={Link}
          to={`/overlays/${id}`}
          mih={40}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          aria-label={t('edit', { name })}
        >
          {t('open')}
        </Button>
        {edit && (
          <>
            <Button
              mih={40}
              variant="default"
              leftSection={<IconCopy size={16} aria-hidden />}
              aria-label={t('copyOf', { name })}
              onClick={() => void copy(id)}
            >
              {t('copy')}
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon size={40} variant="default" aria-label={t('more', { name })}>
                  <IconDots size={18} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => setAsks('replace')}>
                  {t('replace')}
                </Menu.Item>
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} />}
                  onClick={() => setAsks('delete')}
                >
                  {t('delete')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
      </Group>
      {asks === 'replace' && (
        <Sure
          title={t('replace')}
          text={t('replaceText')}
          action={t('replace')}
          act={() => replaceOverlayLink(id).then(() => done(t('replaced')))}
          close={() => setAsks(null)}
        />
      )}
      {asks === 'delete' && (
        <Sure
          title={t('deleteTitle', { name })}
          text={t('deleteText')}
          action={t('delete')}
          act={() => deleteOverlay(id).then(() => done(t('deleted', { name })))}
          close={() => setAsks(null)}
        />
      )}
    </article>
  )
}
