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

const away = new Problem(
  0,
  'The Console does not answer',
  'Check the network and that LiveOps is running. Boards switch everything off by themselves when their PC is gone.',
)

/** Calls this origin; the session cookie goes along by itself. */
export async function call<T>(path: string, options: { method?: string; body?: unknown } = {}): Promise<T> {
  const response = await fetch(path, {
    method: options.method ?? 'GET',
    // The server refuses changes without this header: a page of another site cannot send it.
    headers: {
      'X-LiveOps': '1',
      ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    credentials: 'same-origin',
  }).catch(() => {
    throw away
  })
  if (!response.ok) throw await problemOf(response)
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
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
  return new Problem(
    response.status,
    title ?? `The server answered ${response.status}`,
    detail ?? (response.status === 403 ? 'Your role does not allow this: ask a manager.' : 'Try again.'),
  )
}
