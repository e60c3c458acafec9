/** A paragraph in lines of at most `width`, between words; `lead` begins the first line and indents the others. */
export function wrapText(text: string, width: number, lead: string): string {
  const indent = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = lead;
  for (const word of text.split(/\s+/).filter((found) => found !== '')) {
    const isFirst = line.length === lead.length;
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
