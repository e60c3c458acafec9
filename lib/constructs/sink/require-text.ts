import { Token } from 'aws-cdk-lib';

/** Throws on a property that is an empty text. */
export function requireText(texts: Readonly<Record<string, string>>): void {
  for (const [property, text] of Object.entries(texts)) {
    if (text.trim() === '') throw new Error(`${property} is empty; it must be a text`);
  }
}

/** Throws on an endpoint that is no address of HTTPS. */
export function requireHttps(endpoint: string): void {
  if (Token.isUnresolved(endpoint) || /^https:\/\/\S+$/.test(endpoint)) return;
  throw new Error(`endpoint '${endpoint}' is not an address that begins with https://`);
}
