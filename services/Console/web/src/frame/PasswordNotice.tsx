import { Alert, Anchor } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { Link } from 'react-router'

export function PasswordNotice() {
  return (
    <Alert color="yellow" variant="light" icon={<IconKey />} mb="md" py="xs">
      You are using the one-time password.{' '}
      <Anchor inherit component={Link} to="/password" fw={600} c="inherit" underline="always">
        Set your own
      </Anchor>{' '}
      before the show.
    </Alert>
  )
}
