import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { openRegisters } from '../../../lambda/raise/open-registers';
import { decodeRegister } from '../../../lib/core/settings/register-document';
import { AlertTopic, DeliveryMonitor, IntegrityMonitor, LogArchive, Trailwatch } from '../../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../synthesize';

const ENTRY = { account: ACCOUNT, untilMs: Date.parse('2026-10-01T00:00:00Z') };

function registerOf(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'register-')), 'register.txt');
  writeFileSync(file, text);
  return file;
}

const newStack = () => new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });

/** The registers that functions of a stack read, as they open them. */
function registersOf(stack: Stack) {
  const template = Template.fromStack(stack);
  const outdir = Stage.of(stack)?.outdir ?? '';
  return Object.values(template.findResources('AWS::Lambda::Function')).flatMap(({ Properties }) => {
    const file: string | undefined = Properties.Environment?.Variables?.TRAILWATCH_REGISTER_FILE;
    if (file === undefined) return [];
    const layers: readonly { readonly Ref: string }[] = Properties.Layers;
    expect(layers.filter(({ Ref }) => Ref.includes('Register'))).toHaveLength(1);
    const [folder = ''] = readdirSync(outdir).filter((name) => name.startsWith('register.'));
    return [decodeRegister(readFileSync(file.replace('/opt', join(outdir, folder)), 'utf8'))];
  });
}

test('a register is in a layer of each monitor, beside the rules', () => {
  const register = registerOf(`${ACCOUNT} until=2026-10-01 # closed\n`);
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic, register });
  new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic, register, eventVolume: {} });
  expect(registersOf(stack)).toEqual([[ENTRY], [ENTRY]]);
});

test('Trailwatch gives its register to both monitors, and none has a layer without one', () => {
  const register = registerOf(`${ACCOUNT} until=2026-10-01\n`);
  const stack = newStack();
  new Trailwatch(stack, 'Trailwatch', { register, deliveryMonitor: {} });
  expect(registersOf(stack)).toEqual([[ENTRY], [ENTRY]]);
  const without = newStack();
  new Trailwatch(without, 'Trailwatch', { deliveryMonitor: {} });
  expect(registersOf(without)).toEqual([]);
});

test('fails with the line and what to do for a mistaken edit', () => {
  const register = registerOf(`${ACCOUNT}\n${ACCOUNT} until=2026-10-01\n`);
  expect(() => new Trailwatch(newStack(), 'Trailwatch', { register })).toThrow(
    `the register cannot be used:\n${register}:2:1: ${ACCOUNT} is in line 1, too, and the times overlap: remove one of the two, or give each its from and until`,
  );
});

test('a function without a register has everything due', () => {
  expect(openRegisters({})).toEqual([]);
});
