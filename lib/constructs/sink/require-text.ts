/** Throws on a property that is an empty text. */
export function requireText(texts: Readonly<Record<string, string>>): void {
  for (const [property, text] of Object.entries(texts)) {
    if (text.trim() === '') throw new Error(`${property} is empty; it must be a text`);
  }
}
