import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRules, type RuleDocument } from '../../../lib/core/rule/rule-document';
import type { RuleSet } from '../../../lib/index';

export const SIGMA = `title: Logging was stopped
id: stop-1
name: stopped
level: high
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: StopLogging}, condition: s}
`;

export const MANY = `${SIGMA}---
title: Stopped often
id: often-1
name: often
level: high
correlation: {type: event_count, rules: [stopped], timespan: 1h, condition: {gte: 3}}
`;

/** A folder with one Sigma file. */
export function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-test-'));
  writeFileSync(join(folder, 'rules.yml'), text);
  return folder;
}

/** What a set of rules is written as. */
export function documentOf(set: RuleSet): RuleDocument {
  return decodeRules(set._encode().text);
}
