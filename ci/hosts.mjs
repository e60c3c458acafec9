import { readFileSync } from 'node:fs';
import { askApi } from './http-api.mjs';

/** Lists longer than so many pages are not read to their end. */
const MAX_PAGES = 100;
const PAGE_SIZE = 100;

/**
 * Where the review is posted: `comments` gives those of the token's own account, oldest first.
 *
 * @typedef {{ id: string, body: string }} Comment
 * @typedef {{
 *   comments: () => Promise<Comment[]>,
 *   create: (body: string) => Promise<string>,
 *   update: (id: string, body: string) => Promise<string>,
 *   remove: (id: string) => Promise<unknown>,
 * }} Host
 */

/**
 * The host of the pull or merge request of this job, or the reason why nothing can be posted.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {{ host: Host } | { reason: string }}
 */
export function hostOf(env) {
  if (env.GITHUB_ACTIONS === 'true') return gitHubOf(env);
  if (env.GITLAB_CI === 'true') return gitLabOf(env);
  return { reason: 'this is no job of GitHub Actions or GitLab CI' };
}

function gitHubOf(env) {
  const { GITHUB_API_URL: api = 'https://api.github.com', GITHUB_REPOSITORY: repository = '' } = env;
  const event = eventOf(env);
  const number = event.pull_request?.number ?? (event.issue?.pull_request && event.issue.number);
  if (!Number.isInteger(number)) return { reason: 'this job is not for a pull request' };
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) return { reason: 'GITHUB_REPOSITORY names no repository' };
  const { head, base } = event.pull_request ?? {};
  const isFork = head !== undefined && head.repo?.full_name !== base?.repo?.full_name;
  // pull_request_target runs with a token of the repository, also for forks
  if (isFork && env.GITHUB_EVENT_NAME === 'pull_request') {
    return { reason: 'the pull request is from a fork, whose jobs have a token that cannot write' };
  }
  if (!env.TRAILWATCH_TOKEN) return { reason: 'there is no token' };
  return { host: gitHub(`${api}/repos/${repository}`, number, { api, token: env.TRAILWATCH_TOKEN }) };
}

function eventOf({ GITHUB_EVENT_PATH: path }) {
  try {
    return JSON.parse(readFileSync(path ?? '', 'utf8'));
  } catch {
    return {};
  }
}

/** @returns {Host} */
function gitHub(repository, number, { api, token }) {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  };
  const ask = (url, request = {}) => askApi(url, { headers, ...request });
  const one = (id) => `${repository}/issues/comments/${id}`;
  return {
    comments: async () => {
      // tokens of an app, such as that of a job, may not ask who they are: comments of apps are then taken as their own
      const { login } = (await ask(`${api}/user`).catch(() => ({ answer: {} }))).answer;
      const isOwn = ({ user }) => (login === undefined ? user?.type === 'Bot' : user?.login === login);
      const all = await everyPage((page) =>
        ask(`${repository}/issues/${number}/comments?per_page=${PAGE_SIZE}&page=${page}`),
      );
      return all.filter(isOwn).map(({ id, body }) => ({ id: String(id), body: body ?? '' }));
    },
    create: async (body) =>
      (await ask(`${repository}/issues/${number}/comments`, { method: 'POST', body: { body } })).answer
        .html_url,
    update: async (id, body) => (await ask(one(id), { method: 'PATCH', body: { body } })).answer.html_url,
    remove: (id) => ask(one(id), { method: 'DELETE' }),
  };
}

function gitLabOf(env) {
  const { CI_API_V4_URL: api = '', CI_MERGE_REQUEST_PROJECT_ID: project, CI_MERGE_REQUEST_IID: number } = env;
  if (!/^\d+$/.test(number ?? '') || !/^\d+$/.test(project ?? '')) {
    return { reason: 'this job is not for a merge request' };
  }
  if (!env.TRAILWATCH_TOKEN) {
    const isFork = env.CI_MERGE_REQUEST_SOURCE_PROJECT_ID !== project;
    return {
      reason: isFork ? 'the merge request is from a fork, whose jobs have no token' : 'there is no token',
    };
  }
  return {
    host: gitLab(api, `${api}/projects/${project}/merge_requests/${number}/notes`, env.TRAILWATCH_TOKEN),
  };
}

/** @returns {Host} */
function gitLab(api, notes, token) {
  const ask = (url, request = {}) => askApi(url, { headers: { 'private-token': token }, ...request });
  return {
    comments: async () => {
      const { answer: own } = await ask(`${api}/user`);
      const query = `sort=asc&order_by=created_at&per_page=${PAGE_SIZE}`;
      const all = await everyPage((page) => ask(`${notes}?${query}&page=${page}`));
      return all
        .filter(({ author }) => author?.id === own.id)
        .map(({ id, body }) => ({ id: String(id), body: body ?? '' }));
    },
    create: async (body) => idOf(await ask(notes, { method: 'POST', body: { body } })),
    update: async (id, body) => idOf(await ask(`${notes}/${id}`, { method: 'PUT', body: { body } })),
    remove: (id) => ask(`${notes}/${id}`, { method: 'DELETE' }),
  };
}

function idOf({ answer }) {
  return `note ${answer.id}`;
}

/** All items of a list that comes in pages. */
async function everyPage(askPage) {
  const items = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { answer } = await askPage(page);
    items.push(...answer);
    if (answer.length < PAGE_SIZE) break;
  }
  return items;
}
