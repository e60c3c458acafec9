import { readFileSync } from 'node:fs';
import { knowMeanings } from '../../core/review/metadata/rule-meaning';
import { decodeShippedRules, type RuleDocument } from '../../core/rule/rule-document';
import { builtPath } from '../asset/package-root';

let builtIn: RuleDocument | undefined;

/** The rules that trailwatch comes with: the same document each time, with the hashes of their meaning that the build made. */
export function readBuiltInRules(): RuleDocument {
  builtIn ??= readShippedRules();
  return builtIn;
}

function readShippedRules(): RuleDocument {
  const document = decodeShippedRules(readFileSync(builtPath('rules/built-in.json'), 'utf8'));
  knowMeanings(document, JSON.parse(readFileSync(builtPath('rules/meanings.json'), 'utf8')));
  return document;
}
