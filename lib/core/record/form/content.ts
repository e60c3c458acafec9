import type { Json } from '../../json/json-value';

/** The content of a value: another value, JSON as text, or several of them. */
export type Content =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'values'; readonly values: readonly Json[] }
  | { readonly kind: 'contents'; readonly contents: readonly Content[] }
  /** There may be records in it that were not looked for. */
  | { readonly kind: 'unread'; readonly reason: string };
