import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { faultsIn, problem } from '../api/http'

/** What happened and what to do, in the server's own words. */
export function ProblemAlert(props: {
  error: unknown
  retry?: () => void
  /** What the form calls the server's fields. */
  labels?: Readonly<Record<string, string>>
  /** Fields of the server whose faults stand beside them in the form: not said twice. */
  marked?: readonly string[]
}) {
  const { t } = useTranslation('general')
  const { retry, labels, marked = [] } = props
  const { title, detail, status, fields } = problem(props.error)
  const others = Object.fromEntries(Object.entries(fields).filter(([field]) => !marked.includes(field)))
  const text =
    Object.keys(fields).length === 0
      ? detail
      : Object.keys(others).length === 0
        ? t('problem.marked')
        : faultsIn(others, labels)
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
          {text}
        </Text>
        {/* What a role may not do is refused again. */}
        {retry && status !== 403 && (
          <Button size="xs" variant="light" color="red" onClick={retry}>
            {t('tryAgain')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
