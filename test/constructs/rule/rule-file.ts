import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function ruleFile(text: string, name = 'rule.yml'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'trailwatch-test-')), name);
  writeFileSync(path, text);
  return path;
}

export function sigma(name: string, level: string): string {
  return `title: ${name}
name: ${name}
logsource: {product: aws, service: cloudtrail}
detection: {found: {eventName: ${name}}, condition: found}
level: ${level}
`;
}
