import { Group, Paper, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'

/** A titled region of a page. */
export function Panel(props: { title: string; aside?: ReactNode; children: ReactNode; className?: string }) {
  const id = useId()
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id} className={props.className}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} size="h5" id={id}>
          {props.title}
        </Title>
        {props.aside}
      </Group>
      {props.children}
    </Paper>
  )
}
