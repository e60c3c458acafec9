/** Writes into each rule of the catalogue the engines that say it exactly: `npm run claim:engines`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import type { SigmaRule } from '../../lib/core/sigma/sigma-rule';
import { exactEnginesOf } from '../../test/rules/exact-engines';

for (const { path, text, parsed } of readBuiltInFiles()) {
  const lines = text.split('\n');
  // From the last to the first, so that the lines before stay where they are.
  for (const rule of [...parsed.rules].reverse()) claim(lines, rule);
  writeFileSync(join(__dirname, '../../lib/rules', path), lines.join('\n'));
}

function claim(lines: string[], { rule, line }: SigmaRule): void {
  const at = lines.indexOf('trailwatch:', line - 1) + 1;
  const claimed = lines[at]?.startsWith('  engines:') ? 1 : 0;
  lines.splice(at, claimed, `  engines: [${exactEnginesOf(rule.condition).join(', ')}]`);
}
