import { Skeleton } from '@mantine/core'
import { Suspense, lazy, type ComponentProps } from 'react'

const Loaded = lazy(() => import('./Chart'))

/** The same chart, whose library is loaded when the first one is shown. */
export const LazyChart = (props: ComponentProps<typeof Loaded>) => (
  <Suspense fallback={<Skeleton height={props.height ?? 300} />}>
    <Loaded {...props} />
  </Suspense>
)
