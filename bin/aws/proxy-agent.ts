import type { AgentOptions } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/** The agent for the proxy that `HTTPS_PROXY` and `NO_PROXY` specify for an address; undefined if they specify none. */
export function agentFor(url: URL, options: AgentOptions = {}): HttpsProxyAgent<string> | undefined {
  // As an object: parsing a string would cause a warning in Node 24.
  const { protocol, host, hostname, port, href, pathname } = url;
  const rest = { auth: null, hash: null, path: pathname, search: null, slashes: true, query: null };
  const parsed = { protocol, host, hostname, port, href, pathname, ...rest };
  const proxy = protocol === 'https:' ? getProxyForUrl(parsed) : '';
  return proxy === '' ? undefined : new HttpsProxyAgent(proxy, { keepAlive: true, ...options });
}
