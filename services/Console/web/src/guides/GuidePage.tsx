import { Anchor, Loader, Paper, Stack, Text, Title, Typography } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import { NotFoundPage } from '../pages/NotFoundPage'
import { ProblemAlert } from '../parts/ProblemAlert'
import classes from './Guides.module.css'
import { guideNames } from './names'

const texts = import.meta.glob<string>(
  ['../../../../../docs/*.md', '!**/ARCHITECTURE.md', '!**/BENCHMARKS.md'],
  {
    import: 'default',
  },
)

/** A guide of the folder docs, as it was when these pages were built. */
export default function GuidePage() {
  const { t } = useTranslation('frame')
  const { name: asked } = useParams()
  const name = guideNames.find((known) => known === asked)
  const { hash } = useLocation()
  const navigate = useNavigate()
  const page = useRef<HTMLDivElement>(null)
  const guide = useQuery({
    queryKey: ['guide', name],
    queryFn: () => texts[`../../../../../docs/${name}.md`]?.() ?? Promise.reject(new Error(name)),
    enabled: name !== undefined,
    staleTime: Infinity,
    retry: false,
  })
  useEffect(() => {
    const place = hash === '' ? null : page.current?.querySelector(`[id="${CSS.escape(hash.slice(1))}"]`)
    place?.scrollIntoView()
  }, [hash, guide.data])
  if (name === undefined) return <NotFoundPage />
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const to = link?.getAttribute('href') ?? ''
    if (!/^(\/|#)/.test(to) || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void navigate(to)
  }
  return (
    <div className={classes.page}>
      <Paper withBorder p="md" component="nav" aria-label={t('guides.title')} className={classes.list}>
        <Title order={2} size="h5" mb="xs">
          {t('guides.title')}
        </Title>
        <Stack gap={6}>
          {guideNames.map((one) => (
            <Anchor
              key={one}
              component={Link}
              to={`/guides/${one}`}
              size="sm"
              aria-current={one === name ? 'page' : undefined}
            >
              {t(`guide.${one}`)}
            </Anchor>
          ))}
        </Stack>
      </Paper>
      <Paper withBorder p="md" className={classes.text} lang="en">
        {guide.isPending && <Loader aria-label={t('guides.loading')} />}
        {guide.isError && <ProblemAlert error={guide.error} retry={() => void guide.refetch()} />}
        {guide.data !== undefined && (
          <Typography ref={page} onClick={follow} dangerouslySetInnerHTML={{ __html: guide.data }} />
        )}
        <Text size="xs" c="dimmed" mt="md">
          {t('guides.asBuilt')}
        </Text>
      </Paper>
    </div>
  )
}
