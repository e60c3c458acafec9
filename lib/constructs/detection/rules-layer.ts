import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileSystem, Stage } from 'aws-cdk-lib';
import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { RuleSet } from './rule-set';

/** Where the rules lie in the layer; Lambda unpacks layers under `/opt`. */
const PATH_IN_LAYER = 'trailwatch/rules.json';

/** Where the function finds the rules. */
export const RULES_FILE = `/opt/${PATH_IN_LAYER}`;

/**
 * The rules as a layer of their own: a changed rule is a new layer version, and the function's code stays what
 * was shipped. The asset's hash follows from the rules alone, not from the folder that they are written to.
 */
export function createRulesLayer(scope: Construct, rules: RuleSet): LayerVersion {
  return new LayerVersion(scope, 'Rules', {
    description: 'The rules that trailwatch looks for',
    code: Code.fromAsset(writeRules(scope, rules._encode())),
    compatibleRuntimes: [Runtime.NODEJS_LATEST],
    compatibleArchitectures: [Architecture.ARM_64],
  });
}

/** Beside the app's other output, in a folder named by its content: every synth leaves the same one, and nothing else. */
function writeRules(scope: Construct, document: string): string {
  const output = Stage.of(scope)?.outdir ?? FileSystem.tmpdir;
  const folder = join(output, `rules.${createHash('sha256').update(document).digest('hex')}`);
  const file = join(folder, PATH_IN_LAYER);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, document);
  return folder;
}
