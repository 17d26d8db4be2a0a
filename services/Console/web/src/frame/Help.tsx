import { Anchor, Group, Kbd, Modal, Stack, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { guideNames, guideOf } from '../guides/names'
import { placeOf, places } from './places'
import { StopKeyField } from './StopKeyField'

/** What the page is for, and the keys that work everywhere. */
export function Help({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation('frame')
  const here = placeOf(useLocation().pathname)
  const keys: [string[], string][] = [
    [['Ctrl', '.'], t('help.stop')],
    [['Ctrl', 'K'], t('help.palette')],
    [['?'], t('help.help')],
    ...places.map(({ letter, label }): [string[], string] => [
      ['g', letter],
      t('help.goTo', { page: t(label) }),
    ]),
  ]
  return (
    <Modal opened={opened} onClose={close} title={t('help.title')} size="lg">
      <Stack>
        {here && (
          <section>
            <Title order={2} size="h5">
              {t('help.here')}: {t(here.label)}
            </Title>
            <Text size="sm">{t(here.about)}</Text>
            {guideOf[here.name] !== undefined && (
              <Anchor size="sm" component={Link} to={guideOf[here.name] ?? ''} onClick={close}>
                {t('help.more')}
              </Anchor>
            )}
          </section>
        )}
        <section>
          <Title order={2} size="h5" mb={4}>
            {t('help.shortcuts')}
          </Title>
          <Table verticalSpacing={4}>
            <Table.Tbody>
              {keys.map(([combination, what]) => (
                <Table.Tr key={combination.join()}>
                  <Table.Td w={110}>
                    <Group gap={4}>
                      {combination.map((key) => (
                        <Kbd key={key}>{key}</Kbd>
                      ))}
                    </Group>
                  </Table.Td>
                  <Table.Td>{what}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
        <StopKeyField />
        <section>
          <Title order={2} size="h5" mb={4}>
            {t('guides.title')}
          </Title>
          <Group gap="xs">
            {guideNames.map((name) => (
              <Anchor key={name} size="sm" component={Link} to={`/guides/${name}`} onClick={close}>
                {t(`guide.${name}`)}
              </Anchor>
            ))}
          </Group>
        </section>
      </Stack>
    </Modal>
  )
}
