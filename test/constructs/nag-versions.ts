import { type App, Aspects, Stage, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import {
  AwsSolutionsChecks as AwsSolutionsChecks2,
  HIPAASecurityChecks as HIPAASecurityChecks2,
  NIST80053R5Checks as NIST80053R5Checks2,
  PCIDSS321Checks as PCIDSS321Checks2,
} from 'cdk-nag-2';

/** The classes of each pack, by the version. */
const PACKS = {
  AwsSolutions: { 2: AwsSolutionsChecks2, 3: AwsSolutionsChecks },
  NIST80053R5: { 2: NIST80053R5Checks2, 3: NIST80053R5Checks },
  HIPAASecurity: { 2: HIPAASecurityChecks2, 3: HIPAASecurityChecks },
  PCIDSS321: { 2: PCIDSS321Checks2, 3: PCIDSS321Checks },
};

type Pack = keyof typeof PACKS;

/** A version of cdk-nag, and how its packs judge an app. */
interface NagVersion {
  readonly version: string;
  /** Call it when the app has its stages. */
  readonly addPacks: (app: App, packs: readonly Pack[]) => void;
}

/** Its packs are plugins of the CDK's validations: what they find fails the synth. */
const VERSION_3: NagVersion = {
  version: 'cdk-nag 3',
  addPacks: (app, packs) => Validations.of(app).addPlugins(...packs.map((pack) => new PACKS[pack][3](app))),
};

/** Its packs are Aspects, which end at a stage: each stage gets its own. What they find are error annotations. */
const VERSION_2: NagVersion = {
  version: 'cdk-nag 2',
  addPacks: (app, packs) => {
    const stages = app.node.findAll().filter((node) => Stage.isStage(node));
    for (const stage of stages)
      for (const pack of packs) Aspects.of(stage).add(new PACKS[pack][2]({ reports: false }));
  },
};

/** Both versions, where the CDK has the validations that the newer one needs. */
export const NAG_VERSIONS: readonly NagVersion[] =
  // Undefined in versions of the CDK that the types do not describe.
  (Validations as unknown) === undefined ? [VERSION_2] : [VERSION_2, VERSION_3];

/** Every pack that the constructs acknowledge findings of. */
export const ALL_PACKS: readonly Pack[] = Object.keys(PACKS) as Pack[];

/** Synthesizes; throws what packs of either version find. */
export function synthesizeJudged(app: App): void {
  const messages = app.synth({ force: true }).stacksRecursively.flatMap((stack) => stack.messages);
  const errors = messages.filter(({ level }) => level === 'error');
  if (errors.length > 0)
    throw new Error(errors.map(({ id, entry }) => `${id}: ${String(entry.data)}`).join('\n'));
}

/** Synthesizes; gives the rules that packs of either version find broken, each once. */
export function brokenRulesIn(app: App): readonly string[] {
  try {
    synthesizeJudged(app);
    return [];
  } catch (error) {
    const { message } = error as Error;
    const rules = message.match(/\b(AwsSolutions|NIST\.800\.53\.R5|HIPAA\.Security|PCI\.DSS\.321)-\w+/g);
    if (rules === null) throw error;
    return [...new Set(rules)].sort();
  }
}
