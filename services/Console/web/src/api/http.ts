import i18next, { type ParseKeys } from 'i18next'

/** An error that the server explains (RFC 9457 problem details) or that the network brings. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** What is wrong with which field, where the server says so. */
    readonly fields: Readonly<Record<string, string[]>> = {},
  ) {
    super(title)
  }
}

const t = (key: ParseKeys<'general'>, values?: Record<string, unknown>): string =>
  i18next.t(key, { ns: 'general', ...values })

const away = () => new Problem(0, t('problem.away.title'), t('problem.away.detail'))

/** Nothing but the Console may answer for it: a sign-in page of the network in between is no answer. */
export const foreign = () => new Problem(0, t('problem.foreign.title'), t('problem.foreign.detail'))

interface CallOptions {
  method?: string
  body?: unknown
  /** JSON that is sent as it is: reading it here would cost long ids their last digits. */
  text?: string
  /** Sent as it is, instead of JSON. */
  file?: Blob
  /** In ms; an answer that comes later is as good as none. For ever where it is left out. */
  timeout?: number
}

/** Why the console ended a session before its time (SessionEnd of the server). */
export const sessionEnds = [
  'signedOut',
  'endedByMember',
  'endedByAdmin',
  'roleChanged',
  'removed',
  'passwordReset',
  'passwordChanged',
  'secondFactorRequired',
] as const
export type SessionEnd = (typeof sessionEnds)[number]

let sessionEnded: (why: SessionEnd | null) => void = () => {}

/** `tell` is called when an answer says that nobody is signed in (any more), with the reason where there is one. */
export function whenSessionEnds(tell: (why: SessionEnd | null) => void) {
  sessionEnded = tell
}

/** Calls this origin; the session cookie goes along by itself. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const sent = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  const response = await fetch(path, {
    method: options.method ?? 'GET',
    // The server refuses changes without this header: a page of another site cannot send it.
    headers: {
      'X-LiveOps': '1',
      ...(options.file ? { 'Content-Type': 'application/octet-stream' } : {}),
      ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: options.file ?? sent,
    credentials: 'same-origin',
    signal: options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout),
  }).catch(() => {
    throw away()
  })
  if (!response.ok) throw await refusalOf(response)
  const text = await response.text().catch(() => {
    throw away()
  })
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T
  } catch {
    throw foreign()
  }
}

/**
 * A file that the server makes while it is sent; kept by the browser, not in this page's memory. `tell` hears how many
 * bytes have come. One that is cut off is none.
 */
export async function fetchFile(
  path: string,
  tell: (bytes: number) => void,
): Promise<{ name: string | undefined; content: Blob }> {
  const response = await fetch(path, { credentials: 'same-origin' }).catch(() => {
    throw away()
  })
  if (!response.ok) throw await refusalOf(response)
  let bytes = 0
  const counted = response.body?.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (part, next) => {
        bytes += part.byteLength
        tell(bytes)
        next.enqueue(part)
      },
    }),
  )
  const type = response.headers.get('Content-Type') ?? ''
  const content = await new Response(counted ?? null, { headers: { 'Content-Type': type } })
    .blob()
    .catch(() => {
      throw away()
    })
  const named = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')
  return { name: named?.[1], content }
}

export const post = <T>(path: string, body?: unknown) => call<T>(path, { method: 'POST', body })

/** Turns whatever was thrown into something to show. */
export function problem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(0, t('problem.unknown'), error instanceof Error ? error.message : String(error))
}

const reasonIn = (body: unknown) =>
  sessionEnds.find((why) => why === (body as { reason?: unknown } | null)?.reason) ?? null

async function refusalOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  if (response.status === 401) sessionEnded(reasonIn(body))
  return problemOf(response, body)
}

function problemOf(response: Response, body: unknown): Problem {
  const { title, detail, errors } = (body ?? {}) as {
    title?: string
    detail?: string
    errors?: Record<string, string[]>
  }
  if (response.status === 401 && detail === undefined)
    return new Problem(401, t('problem.signedOut.title'), t('problem.signedOut.detail'))
  return new Problem(
    response.status,
    title ?? t('problem.answered', { status: response.status }),
    detail ?? (errors && faultsIn(errors)) ?? t(response.status === 403 ? 'problem.role' : 'problem.again'),
    errors,
  )
}

/**
 * What is wrong with which field, a line each. A field is called as its form calls it; where the form does not know it,
 * by the words of its name: "limits, max on ms" for `limits.maxOnMs`.
 */
export const faultsIn = (
  fields: Readonly<Record<string, string[]>>,
  labels: Readonly<Record<string, string>> = {},
) =>
  Object.entries(fields)
    .map(([field, faults]) => `${labels[field] ?? wordsOf(field)}: ${faults.join(' ')}`)
    .join('\n')

function wordsOf(field: string) {
  const words = field
    .replace(/\[(\d+)\]/g, (_, n: string) => `.${Number(n) + 1}`)
    .split('.')
    .filter((part) => part !== '')
    .map((part) => part.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase())
    .join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
