import type { AgentOptions } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/** Sends requests through the proxy that `HTTPS_PROXY` and `NO_PROXY` name for an address; undefined if they name none. */
export function agentFor(url: URL, options: AgentOptions = {}): HttpsProxyAgent<string> | undefined {
  const proxy = url.protocol === 'https:' ? getProxyForUrl(url.href) : '';
  return proxy === '' ? undefined : new HttpsProxyAgent(proxy, { keepAlive: true, ...options });
}
