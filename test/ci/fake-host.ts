import { type LocalServer, startServer } from '../local-server';

export interface StoredComment {
  readonly id: number;
  body: string;
  /** The account that wrote it. */
  readonly by: string;
}

/** A request that the host received. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
}

/** How a fake host answers. */
export interface FakeOptions {
  readonly comments?: readonly Omit<StoredComment, 'id'>[];
  /** The status of every request that writes; undefined: it is done. */
  readonly refuses?: number;
  /** How many requests are answered with 503 first. */
  readonly busy?: number;
}

export interface FakeHost extends LocalServer {
  readonly comments: StoredComment[];
  readonly received: Received[];
}

/** As much of the API of GitHub and of GitLab as comments need. GitHub's tells no app who it is. */
export async function fakeHost(kind: 'github' | 'gitlab', options: FakeOptions = {}): Promise<FakeHost> {
  const comments: StoredComment[] = (options.comments ?? []).map((comment, place) => ({
    ...comment,
    id: place + 1,
  }));
  const received: Received[] = [];
  let busy = options.busy ?? 0;
  const server = await startServer((request, response, body) => {
    const { method = '', url = '', headers } = request;
    received.push({ method, path: url, token: headers.authorization ?? String(headers['private-token']) });
    busy -= 1;
    const [status, answer] =
      busy >= 0 ? [503, { message: 'busy' }] : answerTo(kind, { method, url, body }, { comments, options });
    response.writeHead(status, busy >= 0 ? { 'retry-after': '0' } : {});
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  });
  return { ...server, comments, received };
}

interface Ask {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

function answerTo(
  kind: 'github' | 'gitlab',
  { method, url, body }: Ask,
  { comments, options }: { readonly comments: StoredComment[]; readonly options: FakeOptions },
): readonly [number, unknown] {
  const { pathname, searchParams } = new URL(url, 'http://host');
  const shown = ({ id, body: text, by }: StoredComment) =>
    kind === 'github'
      ? {
          id,
          body: text,
          html_url: `https://github.example/comment/${id}`,
          user: { login: by, type: by.endsWith('[bot]') ? 'Bot' : 'User' },
        }
      : { id, body: text, author: { id: by === 'own' ? 7 : 8 } };
  if (pathname === '/user')
    return kind === 'github'
      ? [403, { message: 'Resource not accessible by integration' }]
      : [200, { id: 7 }];
  const base = kind === 'github' ? '/repos/acme/audit/issues' : '/projects/12/merge_requests/5/notes';
  if (!pathname.startsWith(base)) return [404, { message: 'Not Found' }];
  if (method === 'GET') {
    const size = Number(searchParams.get('per_page') ?? 20);
    const start = (Number(searchParams.get('page') ?? 1) - 1) * size;
    return [200, comments.slice(start, start + size).map(shown)];
  }
  if (options.refuses !== undefined)
    return [options.refuses, { message: 'Resource not accessible by integration' }];
  const { body: text = '' } = body === '' ? {} : (JSON.parse(body) as { body?: string });
  if (text.length > 65_536) return [422, { message: 'body is too long' }];
  if (method === 'POST') {
    const made = {
      id: comments.length + 1,
      body: text,
      by: kind === 'github' ? 'github-actions[bot]' : 'own',
    };
    comments.push(made);
    return [201, shown(made)];
  }
  const place = comments.findIndex(({ id }) => pathname.endsWith(`/${id}`));
  const [found] = place < 0 ? [] : comments.slice(place, place + 1);
  if (found === undefined) return [404, { message: 'Not Found' }];
  if (method === 'DELETE') {
    comments.splice(place, 1);
    return [204, undefined];
  }
  found.body = text;
  return [200, shown(found)];
}
