import { Anchor } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from 'react-router'
import { Empty } from '../parts/Empty'

export function NotFoundPage() {
  return (
    <Empty icon={<IconMapOff />} title="There is no such page">
      Go to the{' '}
      <Anchor component={Link} to="/live">
        live screen
      </Anchor>
      .
    </Empty>
  )
}
