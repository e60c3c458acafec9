import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeShippedRules, type RuleDocument } from '../../lib/core/rule/rule-document';
import { packageRoot } from '../cli/package-root';
import { renderReason, UserError } from '../cli/user-error';

let builtIn: RuleDocument | undefined;

/** The rules that trailwatch comes with, as the build wrote them. A process reads them once. */
export function readBuiltInRules(): RuleDocument {
  builtIn ??= decodeShippedRules(readText(join(packageRoot(), 'dist/rules/built-in.json')));
  return builtIn;
}

/** The hashes of the code of the Lambda handlers, as the build wrote them. */
export function readHandlerHashes(): ReadonlySet<string> {
  return new Set<string>(JSON.parse(readText(join(packageRoot(), 'dist/rules/handlers.json'))));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(
      `the built-in rules are not built (${path}: ${renderReason(error)}); run npm run build`,
    );
  }
}
