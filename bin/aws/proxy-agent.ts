import type { AgentOptions } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/** Sends requests through the proxy that `HTTPS_PROXY` and `NO_PROXY` name for an address; undefined if they name none. */
export function agentFor(url: URL, options: AgentOptions = {}): HttpsProxyAgent<string> | undefined {
  // As an object: a text would be parsed in a way of which Node 24 warns.
  const { protocol, host, hostname, port, href, pathname } = url;
  const rest = { auth: null, hash: null, path: pathname, search: null, slashes: true, query: null };
  const parsed = { protocol, host, hostname, port, href, pathname, ...rest };
  const proxy = protocol === 'https:' ? getProxyForUrl(parsed) : '';
  return proxy === '' ? undefined : new HttpsProxyAgent(proxy, { keepAlive: true, ...options });
}
