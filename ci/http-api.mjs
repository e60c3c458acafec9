/** A request to the API of a host that gave no answer of use. `status` is 0 when there was no answer at all. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const TIMEOUT_MS = 30_000;
const MAX_TRIES = 3;
const MAX_WAIT_SECONDS = 30;

/**
 * Asks a JSON API; a server that is busy is asked again. Gives the parsed answer and its headers.
 *
 * @param {string} url
 * @param {{ method?: string, headers: Record<string, string>, body?: unknown }} request
 */
export async function askApi(url, { method = 'GET', headers, body }) {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', 'user-agent': 'trailwatch-review', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error) => {
      throw new ApiError(0, `${method} ${new URL(url).pathname}: ${error.cause?.message ?? error.message}`);
    });
    const text = await response.text();
    if (response.ok) return { answer: text === '' ? undefined : JSON.parse(text), headers: response.headers };
    const isBusy = response.status === 429 || response.status >= 500 || response.headers.has('retry-after');
    if (!isBusy || tries === MAX_TRIES) {
      throw new ApiError(
        response.status,
        `${method} ${new URL(url).pathname}: ${response.status} ${reasonIn(text)}`,
      );
    }
    await wait(Number(response.headers.get('retry-after') ?? tries));
  }
}

function reasonIn(text) {
  try {
    const { message, error } = JSON.parse(text);
    return String(message ?? error ?? '').slice(0, 200);
  } catch {
    return '';
  }
}

function wait(seconds) {
  const bounded = Math.min(Number.isFinite(seconds) ? Math.max(seconds, 0) : 1, MAX_WAIT_SECONDS);
  return new Promise((resolve) => setTimeout(resolve, bounded * 1000));
}
