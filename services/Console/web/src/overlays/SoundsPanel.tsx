import { ActionIcon, Button, FileButton, Group, Loader, Stack, Table, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconMusic, IconPlayerPlay, IconTrash, IconUpload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteSound, soundPath, uploadSound, type Sound } from '../api/overlays'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { Sure } from '../parts/Sure'
import { useFormat } from '../words/useFormat'
import { soundsKey, useSounds } from './useOverlays'

/** The sounds of the workspace: upload, listen, delete. */
export function SoundsPanel({ edit }: { edit: boolean }) {
  const { t } = useTranslation('overlays')
  const format = useFormat()
  const client = useQueryClient()
  const sounds = useSounds()
  const [going, setGoing] = useState<Sound | null>(null)
  const again = () => client.invalidateQueries({ queryKey: soundsKey })
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      // One after another: each is taken or refused by itself, and those before stay.
      for (const file of files) await uploadSound(file)
      return files.length
    },
    onSuccess: (count) => notifications.show({ color: 'teal', message: t('sounds.added', { count }) }),
    onSettled: again,
  })
  const listen = ({ soundId, name }: Sound) =>
    void new Audio(soundPath(soundId))
      .play()
      .catch(() => notifications.show({ color: 'yellow', message: t('sounds.silent', { name }) }))
  return (
    <Panel
      title={t('part.sounds')}
      aside={
        edit && (
          <FileButton
            onChange={(files) => files.length > 0 && upload.mutate(files)}
            accept=".mp3,.ogg,.wav"
            multiple
          >
            {(button) => (
              <Button
                {...button}
                mih={40}
                loading={upload.isPending}
                leftSection={<IconUpload size={16} aria-hidden />}
              >
                {t('sounds.upload')}
              </Button>
            )}
          </FileButton>
        )
      }
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('sounds.intro')}
        </Text>
        {upload.isError && <ProblemAlert error={upload.error} />}
        {sounds.isPending && <Loader aria-label={t('loading')} />}
        {sounds.isError && <ProblemAlert error={sounds.error} retry={() => void sounds.refetch()} />}
        {sounds.data?.length === 0 && (
          <Empty icon={<IconMusic />} title={t('sounds.none')}>
            {t('sounds.noneText')}
          </Empty>
        )}
        {sounds.data !== undefined && sounds.data.length > 0 && (
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('sounds.name')}</Table.Th>
                <Table.Th>{t('sounds.size')}</Table.Th>
                <Table.Th className="wide-only">{t('sounds.by')}</Table.Th>
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sounds.data.map((sound) => (
                <Table.Tr key={sound.soundId}>
                  <Table.Td className="breakable">{sound.name}</Table.Td>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>
                    {t('sounds.kilobytes', { value: format.whole(Math.ceil(sound.size / 1024)) })}
                  </Table.Td>
                  <Table.Td className="wide-only">
                    {sound.addedBy}, {format.date(sound.addedAt)}
                  </Table.Td>
                  <Table.Td>
                    <Group gap={6} justify="flex-end" wrap="nowrap">
                      <ActionIcon
                        size={40}
                        variant="default"
                        aria-label={t('sounds.listen', { name: sound.name })}
                        onClick={() => listen(sound)}
                      >
                        <IconPlayerPlay size={18} aria-hidden />
                      </ActionIcon>
                      {edit && (
                        <ActionIcon
                          size={40}
                          variant="default"
                          aria-label={t('sounds.delete', { name: sound.name })}
                          onClick={() => setGoing(sound)}
                        >
                          <IconTrash size={18} aria-hidden />
                        </ActionIcon>
                      )}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
      {going && (
        <Sure
          title={t('sounds.deleteTitle', { name: going.name })}
          text={t('sounds.deleteText')}
          action={t('delete')}
          act={async () => {
            await deleteSound(going.soundId)
            notifications.show({ color: 'teal', message: t('sounds.deleted', { name: going.name }) })
            await again()
          }}
          close={() => setGoing(null)}
        />
      )}
    </Panel>
  )
}
