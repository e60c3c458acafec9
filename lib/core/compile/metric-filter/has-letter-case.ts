/** Whether another text may differ from this one by letter case alone, so that ignoring case makes a difference. */
export function hasLetterCase(text: string): boolean {
  return text.toLowerCase() !== text || text.toUpperCase() !== text;
}
