/** An error that the server explains (RFC 9457 problem details) or that the network brings. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(title)
  }
}

const away = new Problem(0, 'The Console does not answer', 'Check the network and that LiveOps is running.')

/** Nothing but the Console may answer for it: a sign-in page of the network in between is no answer. */
export const foreign = new Problem(
  0,
  'The answer is not from the Console',
  'Something between this page and LiveOps has answered. Check the network.',
)

interface CallOptions {
  method?: string
  body?: unknown
  /** In ms; an answer that comes later is as good as none. For ever where it is left out. */
  timeout?: number
}

let sessionEnded = () => {}

/** `tell` is called when an answer says that nobody is signed in (any more). */
export function whenSessionEnds(tell: () => void) {
  sessionEnded = tell
}

/** Calls this origin; the session cookie goes along by itself. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const response = await fetch(path, {
    method: options.method ?? 'GET',
    // The server refuses changes without this header: a page of another site cannot send it.
    headers: {
      'X-LiveOps': '1',
      ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    credentials: 'same-origin',
    signal: options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout),
  }).catch(() => {
    throw away
  })
  if (response.status === 401) sessionEnded()
  if (!response.ok) throw await problemOf(response)
  const text = await response.text().catch(() => {
    throw away
  })
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T
  } catch {
    throw foreign
  }
}

export const post = <T>(path: string, body?: unknown) => call<T>(path, { method: 'POST', body })

/** Turns whatever was thrown into something to show. */
export function problem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(0, 'Something went wrong', error instanceof Error ? error.message : String(error))
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const { title, detail } = (body ?? {}) as { title?: string; detail?: string }
  if (response.status === 401 && detail === undefined)
    return new Problem(401, 'You are signed out', 'The session has ended, here or in another tab.')
  return new Problem(
    response.status,
    title ?? `The server answered ${response.status}`,
    detail ?? (response.status === 403 ? 'Your role does not allow this: ask a manager.' : 'Try again.'),
  )
}
