import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { RULE_FILE } from '../../constructs/synthesize';
import { compareProperties } from '../emulator/compare-properties';
import type { Properties } from '../emulator/resource-kind';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';
import type { SynthesizedTemplate } from '../scenario-templates';
import { generatePythonSource } from './generate-bindings';

const ROOT = resolve(__dirname, '../../..');

/**
 * Generates the Python package from the packed tarball, compiles it, and synthesizes an app that is written in Python:
 * its templates must be those that the same constructs make in TypeScript.
 *
 * @param python the command of an environment that has the jsii runtime
 */
export async function checkPythonPackage(
  python: string,
  expected: readonly SynthesizedTemplate[],
  { bindings, folder, outcome }: { bindings: string; folder: string; outcome: Outcome },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const source = await generatePythonSource(await unpackPackage(python, folder), join(folder, 'generated'));
  await mustRun(python, ['-m', 'compileall', '-q', source]);
  outcome.check(true, 'the packed assembly becomes a Python package that compiles');
  const out = join(folder, 'cdk.out');
  await synthesizeInPython(python, [source, bindings], out);
  for (const stack of expected) {
    const { compared, differences } = compareTemplates(stack, readTemplate(out, stack.stackName));
    outcome.check(
      compared > 0 && differences.length === 0,
      `an app in Python makes the template ${stack.stackName} of the one in TypeScript (${compared} values)`,
      differences.map(
        ({ path, wanted, found }) => `${path}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`,
      ),
    );
  }
}

/** The package as its users get it, beside the modules that it needs; gives its folder. */
async function unpackPackage(python: string, folder: string): Promise<string> {
  const packed = await mustRun('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT });
  const [{ filename = '' } = {}] = JSON.parse(packed) as { readonly filename?: string }[];
  await mustRun(python, ['-m', 'tarfile', '-e', join(folder, filename), folder]);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'package');
}

async function synthesizeInPython(python: string, importFrom: readonly string[], out: string): Promise<void> {
  const env = {
    ...process.env,
    PYTHONPATH: importFrom.join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    CDK_OUTDIR: out,
    CDK_VALIDATION: 'false',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  };
  await mustRun(python, [join(__dirname, 'app.py'), RULE_FILE], { env });
}

function readTemplate(out: string, stackName: string): Properties {
  return JSON.parse(readFileSync(join(out, `${stackName}.template.json`), 'utf8')) as Properties;
}

/** Both ways, since what the other one has besides is a difference too. */
function compareTemplates({ template }: SynthesizedTemplate, found: Properties) {
  const forth = compareProperties({ Template: template }, { Template: found });
  const back = compareProperties({ Template: found }, { Template: template });
  return { compared: forth.compared, differences: [...forth.differences, ...back.differences] };
}
