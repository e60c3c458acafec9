import { createHash } from 'node:crypto';
import { matchSeverity, type Rule, SEVERITIES, type Severity } from '../../rule/rule';
import type { RuleLine } from './decisions';

/** The members of a rule in its line, other than its hash. */
type LineOfRule = Pick<
  Rule,
  'id' | 'severity' | 'failureSeverity' | 'minimumSeverity' | 'tags' | 'trialUntil'
>;

/** The line of a rule. A severity of failures that is not lower than the rule's own has no effect, and is left out. */
export function toRuleLine(rule: LineOfRule, key: string, hash: string): RuleLine {
  const { id, severity, minimumSeverity, tags, trialUntil } = rule;
  const failed = matchSeverity(rule, true);
  return {
    ...{ key, id: plainText(id), severity, hash, techniques: techniquesOf(tags) },
    ...(failed === severity ? {} : { failureSeverity: failed }),
    ...(minimumSeverity === undefined ? {} : { minimumSeverity }),
    ...(trialUntil === undefined ? {} : { trialUntil }),
  };
}

/** `high,failed:medium,from:low,trial:2026-12-15T00:00:00Z,own 344c20d8-… 1a2b3c4d5e6f [T1562.008]`: severities, trial, id, hash and ATT&CK ids of a rule. */
export function encodeRuleLine(line: RuleLine): string {
  const { severity, failureSeverity, minimumSeverity, trialUntil, isOwn, id, hash, techniques } = line;
  const severities = [
    severity,
    ...(failureSeverity === undefined ? [] : [`failed:${failureSeverity}`]),
    ...(minimumSeverity === undefined ? [] : [`from:${minimumSeverity}`]),
    ...(trialUntil === undefined ? [] : [`trial:${trialUntil}`]),
    ...(isOwn ? ['own'] : []),
  ];
  return `${severities.join(',')} ${id} ${hash} [${techniques.join(',')}]`;
}

const LINE =
  /^([a-z]+)(?:,failed:([a-z]+))?(?:,from:([a-z]+))?(?:,trial:([\dTZ:-]+))?(,own)? (.+) ([0-9a-f]{12}) \[([A-Z0-9.,]*)\]$/;

/** Reads the text of {@link encodeRuleLine}; undefined if it is not one. */
export function decodeRuleLine(key: string, text: string): RuleLine | undefined {
  const [, severity, failureSeverity, minimumSeverity, trialUntil, own, id, hash, techniques] =
    LINE.exec(text) ?? [];
  if (!isSeverity(severity) || id === undefined || hash === undefined || techniques === undefined)
    return undefined;
  if (failureSeverity !== undefined && !isSeverity(failureSeverity)) return undefined;
  if (minimumSeverity !== undefined && !isSeverity(minimumSeverity)) return undefined;
  return {
    ...{ key, id, severity, hash },
    techniques: techniques === '' ? [] : techniques.split(','),
    ...(failureSeverity === undefined ? {} : { failureSeverity }),
    ...(minimumSeverity === undefined ? {} : { minimumSeverity }),
    ...(trialUntil === undefined ? {} : { trialUntil }),
    ...(own === undefined ? {} : { isOwn: true }),
  };
}

function isSeverity(word: string | undefined): word is Severity {
  return SEVERITIES.some((severity) => severity === word);
}

/** The ids of techniques among Sigma tags: `T1562.008` of `attack.t1562.008`; sorted, each once. */
function techniquesOf(tags: readonly string[]): readonly string[] {
  const ids = tags.flatMap((tag) => {
    const [, id] = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag) ?? [];
    return id === undefined ? [] : [id.toUpperCase()];
  });
  return [...new Set(ids)].sort();
}

/** CloudFormation and its linters take this for a forgotten `Fn::Sub`. */
const EMBEDDED = /\$\{([^}]*)\}/g;

/** Characters that could control a terminal or a comment that shows a template. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Longer text is cut, and a hash of all of it is at its end; CloudFormation's templates end at 1 MB. */
const MAX_LENGTH = 1_000;

const HASH_LENGTH = 12;

/** Text of a user as it is allowed in the metadata of a template: one line, of bounded length, with `<name>` for `${name}`. */
export function plainText(text: string): string {
  const line = text.replace(EMBEDDED, '<$1>').replace(CONTROL_CHARACTERS, '\ufffd');
  if (line.length <= MAX_LENGTH) return line;
  const hash = createHash('sha256').update(line).digest('hex').slice(0, HASH_LENGTH);
  return `${line.slice(0, MAX_LENGTH - HASH_LENGTH - 2)}… ${hash}`;
}

/** The lines by unique names: the second one of a name ends with `(2)`. */
export function uniqueLines(lines: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [name, line] of lines) {
    const plain = plainText(name);
    let key = plain;
    for (let count = 2; found.has(key); count++) key = `${plain} (${count})`;
    found.set(key, plainText(line));
  }
  return Object.fromEntries([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
}
